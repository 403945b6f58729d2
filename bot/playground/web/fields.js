// The options of a command as fields, one each.

import { $, el } from "./dom.js";
import { ATTACHMENT, BOOLEAN, CHANNEL, INTEGER, NUMBER, ROLE, USER, nameOf, nest, optionsOf, typed } from "./line.js";
import { ask, upload } from "./wire.js";

export class Fields {
  constructor(app) {
    this.app = app;
    this.leaf = null;
  }

  /** Open a command's fields with what is known of them; the first that is empty is focused. */
  open(leaf, texts = new Map()) {
    this.leaf = leaf;
    const fields = optionsOf(leaf).map((option) => this.field(option, texts.get(option.name) ?? ""));
    $("#options").replaceChildren(el("strong", {}, nameOf(leaf)), ...fields);
    $("#options").hidden = $("#back").hidden = false;
    const inputs = [...$("#options").querySelectorAll("input, select")];
    (inputs.find((input) => !input.value) ?? inputs[0])?.focus();
  }

  close() {
    this.leaf = null;
    $("#options").replaceChildren();
    $("#options").hidden = $("#back").hidden = true;
  }

  field(option, text) {
    const title = this.app.local(option, "description");
    const label = el("label", { title }, this.app.local(option, "name"), option.required ? " *" : "");
    const choices = this.choicesOf(option);
    const input = choices.length ? this.select(option, choices, text) : entry(option, text);
    input.name = option.name;
    input.required = Boolean(option.required);
    input.setAttribute("aria-description", title);
    if (option.autocomplete) this.complete(label, input, option);
    label.append(input);
    return label;
  }

  /** Nothing is chosen until somebody chooses. */
  select(option, choices, text) {
    const chosen = text === "" ? null : typed(option, text, choices).value;
    return el(
      "select",
      {},
      el("option", { value: "" }, "–"),
      ...choices.map((choice) =>
        el("option", { value: String(choice.value), selected: choice.value === chosen }, this.app.local(choice, "name"))),
    );
  }

  /** What an option can be, where it has choices: its own, two, or people, channels and roles. */
  choicesOf(option) {
    const choice = (prefix) => (thing) => ({ name: `${prefix}${thing.global_name ?? thing.name}`, value: thing.id });
    switch (option.type) {
      case BOOLEAN: return [{ name: "True", value: true }, { name: "False", value: false }];
      case USER: return Object.values(this.app.users).map(choice("@"));
      case CHANNEL: return this.app.channels.filter((channel) => channel.guild_id).map(choice("#"));
      case ROLE: return this.app.roles.map(choice("@"));
      default: return option.choices ?? [];
    }
  }

  complete(label, input, option) {
    const list = el("datalist", { id: `choices-${option.name}` });
    label.append(list);
    input.setAttribute("list", list.id);
    input.values = new Map();
    const refresh = async () => {
      const others = new Map([...this.texts()].filter(([name]) => name !== option.name));
      const told = this.valuesOf(this.leaf, others).filter((value) => !value.error);
      const answer = await ask("complete", {
        channel: this.app.channel.id,
        command: this.leaf.root.id,
        options: nest(this.leaf, [...told, { name: option.name, type: option.type, value: input.value, focused: true }]),
      });
      if (!answer.choices) return;
      input.values = new Map(answer.choices.map((choice) => [choice.name, choice.value]));
      list.replaceChildren(...answer.choices.map((choice) => el("option", { value: choice.name })));
    };
    input.addEventListener("focus", refresh);
    input.addEventListener("input", refresh);
  }

  inputs() {
    return [...$("#options").querySelectorAll("input, select")];
  }

  /** What stands in the fields, by name; what was completed as the value behind its name. */
  texts() {
    const filled = this.inputs().filter((input) => input.type !== "file" && input.value !== "");
    return new Map(filled.map((input) => [input.name, String(input.values?.get(input.value) ?? input.value)]));
  }

  /** The options of a command by their texts; what is wrong with one as an `error`. */
  valuesOf(leaf, texts) {
    return optionsOf(leaf)
      .filter((option) => (texts.get(option.name) ?? "") !== "")
      .map((option) => typed(option, texts.get(option.name), this.choicesOf(option)));
  }

  /** The files that were chosen, and the options that name them. */
  async attached() {
    const inputs = this.inputs().filter((input) => input.type === "file" && input.files.length);
    const files = await Promise.all(inputs.map(async (input) => (await upload(input.files))[0]));
    const values = inputs.map((input, index) => ({ name: input.name, type: ATTACHMENT, value: files[index].id }));
    return { files, values };
  }
}

function entry(option, text) {
  if (option.type === ATTACHMENT) return el("input", { type: "file" });
  const numeric = option.type === INTEGER || option.type === NUMBER;
  return el("input", { type: "text", inputmode: numeric ? "numeric" : "text", value: text });
}
