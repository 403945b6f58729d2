// The line at the foot: plain messages, and slash commands typed whole or filled in field by field.

import { $, el } from "./dom.js";
import { ask, upload } from "./wire.js";

const STRING = 3, INTEGER = 4, BOOLEAN = 5, NUMBER = 10, ATTACHMENT = 11;
const SUBCOMMAND = 1, GROUP = 2, USER = 6, CHANNEL = 7, ROLE = 8;

export class Composer {
  constructor(app) {
    this.app = app;
    this.command = null;
    this.chosen = 0;
    $("#line").addEventListener("input", () => this.suggest());
    $("#line").addEventListener("keydown", (event) => this.key(event));
    $("#composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    $("#composer").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.command) this.close();
    });
  }

  leaves() {
    const found = [];
    const walk = (root, node, path) => {
      const nested = (node.options ?? []).filter((o) => o.type === SUBCOMMAND || o.type === GROUP);
      const shown = path.map((each) => this.local(each, "name")).join(" ");
      if (!nested.length) found.push({ root, name: shown, node, path: path.map((each) => each.name) });
      for (const child of nested) walk(root, child, [...path, child]);
    };
    for (const command of this.app.commands) if (command.type === 1) walk(command, command, [command]);
    return found;
  }

  // A name or a description in the reader's language, where the bot has it.
  local(thing, key) {
    return thing[`${key}_localizations`]?.[this.app.locale] ?? thing[key];
  }

  suggest() {
    const text = $("#line").value;
    const typed = text.slice(1).toLowerCase();
    const fitting = text.startsWith("/") && !text.includes(":")
      ? this.leaves().filter((leaf) => leaf.name.startsWith(typed.trimEnd()))
      : [];
    this.chosen = 0;
    $("#picker").replaceChildren(
      ...fitting.map((leaf, index) => {
        const item = el(
          "li",
          { role: "option", "aria-selected": index === 0 ? "true" : "false" },
          `/${leaf.name}`,
          el("small", {}, this.local(leaf.node, "description")),
        );
        item.addEventListener("click", () => this.open(leaf));
        item.leaf = leaf;
        return item;
      }),
    );
    $("#picker").hidden = !fitting.length;
  }

  key(event) {
    const items = [...$("#picker").children];
    if ($("#picker").hidden || !items.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", index === this.chosen ? "true" : "false"));
      items[this.chosen].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Tab") {
      event.preventDefault();
      this.open(items[this.chosen].leaf);
    } else if (event.key === "Escape") {
      $("#picker").hidden = true;
    }
  }

  pick(name) {
    const leaf = this.leaves().find((each) => each.path.join(" ") === name);
    if (leaf) this.open(leaf);
  }

  open(leaf) {
    this.command = leaf;
    $("#picker").hidden = true;
    $("#line").hidden = true;
    $("#line").value = "";
    const fields = (leaf.node.options ?? []).map((option) => this.field(option));
    $("#options").replaceChildren(el("strong", {}, `/${leaf.name}`), ...fields);
    $("#options").hidden = false;
    ($("#options").querySelector("input, select") ?? $("#composer button")).focus();
  }

  close() {
    this.command = null;
    $("#options").replaceChildren();
    $("#options").hidden = true;
    $("#line").hidden = false;
    $("#line").focus();
  }

  field(option) {
    const title = this.local(option, "description");
    const label = el("label", { title }, `${this.local(option, "name")}${option.required ? " *" : ""}`);
    const choices = option.type === BOOLEAN
      ? [{ name: "True", value: "true" }, { name: "False", value: "false" }]
      : this.things(option) ?? option.choices ?? [];
    let input;
    if (choices.length) {
      input = el(
        "select",
        {},
        option.required ? null : el("option", { value: "" }, "–"),
        ...choices.map((choice) => el("option", { value: choice.value }, this.local(choice, "name"))),
      );
    } else if (option.type === ATTACHMENT) {
      input = el("input", { type: "file" });
    } else {
      input = el("input", { type: "text", inputmode: option.type === INTEGER ? "numeric" : "text" });
    }
    input.name = option.name;
    input.required = Boolean(option.required);
    input.setAttribute("aria-description", title);
    if (option.autocomplete) this.complete(label, input, option);
    label.append(input);
    return label;
  }

  /** What an option of people, channels or roles can be, as choices; null for another option. */
  things(option) {
    const choice = (prefix) => (thing) => ({ name: `${prefix}${thing.global_name ?? thing.name}`, value: thing.id });
    switch (option.type) {
      case USER: return Object.values(this.app.users).map(choice("@"));
      case CHANNEL: return this.app.channels.filter((channel) => channel.guild_id).map(choice("#"));
      case ROLE: return this.app.roles.map(choice("@"));
      default: return null;
    }
  }

  complete(label, input, option) {
    const list = el("datalist", { id: `choices-${option.name}` });
    label.append(list);
    input.setAttribute("list", list.id);
    input.values = new Map();
    const refresh = async () => {
      const leaf = this.command;
      const answer = await ask("complete", {
        channel: this.app.channel.id,
        command: leaf.root.id,
        options: nest(leaf, [
          ...this.values().filter((each) => each.name !== option.name),
          { name: option.name, type: option.type, value: input.value, focused: true },
        ]),
      });
      if (!answer.choices) return;
      input.values = new Map(answer.choices.map((choice) => [choice.name, choice.value]));
      list.replaceChildren(...answer.choices.map((choice) => el("option", { value: choice.name })));
    };
    input.addEventListener("focus", refresh);
    input.addEventListener("input", refresh);
  }

  values() {
    const options = this.command.node.options ?? [];
    return options.flatMap((option) => {
      const input = $("#options").querySelector(`[name="${CSS.escape(option.name)}"]`);
      if (input.type === "file") return [];
      const text = input.values?.get(input.value) ?? input.value;
      return text === "" ? [] : [this.typed(option, String(text))];
    });
  }

  /** An option with what was typed for it: names of things and of choices become their values. */
  typed(option, text) {
    let value = text;
    if (option.type === BOOLEAN) value = ["true", "yes"].includes(text.toLowerCase());
    if (option.type === INTEGER || option.type === NUMBER) value = Number(text);
    const plain = (name) => name.toLowerCase().replace(/^[#@]+/u, "");
    const choices = this.things(option) ?? (option.type === STRING ? option.choices : null) ?? [];
    value = choices.find((choice) => plain(choice.name) === plain(text))?.value ?? value;
    return { name: option.name, type: option.type, value };
  }

  async attached() {
    const inputs = [...$("#options").querySelectorAll("input[type=file]")].filter((input) => input.files.length);
    const files = await Promise.all(inputs.map(async (input) => (await upload(input.files))[0]));
    const values = inputs.map((input, index) => ({ name: input.name, type: ATTACHMENT, value: files[index].id }));
    return { files, values };
  }

  async submit() {
    if (this.command) {
      const leaf = this.command;
      const { files, values } = await this.attached();
      const options = nest(leaf, [...this.values(), ...values]);
      this.close();
      await this.run(leaf, options, files);
      return;
    }
    const text = $("#line").value.trim();
    const files = await upload($("#files").files);
    if (!text && !files.length) return;
    const parsed = text.startsWith("/") ? this.parse(text) : null;
    if (parsed?.unplaced) {
      this.app.fail(`“${parsed.unplaced}” belongs to no option of /${parsed.leaf.name}.`);
      return;
    }
    $("#line").value = "";
    $("#files").value = "";
    $("#picker").hidden = true;
    if (parsed) await this.run(parsed.leaf, nest(parsed.leaf, parsed.values));
    else if (text.startsWith("/")) this.app.fail(`There is no command like ${text}`);
    else await ask("say", { channel: this.app.channel.id, text: this.mentioned(text), files });
  }

  /** A name behind an @ as the mention that a client makes of it. */
  mentioned(text) {
    const name = this.app.bot.global_name ?? this.app.bot.username;
    return text.replaceAll(`@${name}`, `<@${this.app.bot.id}>`);
  }

  parse(text) {
    const leaf = this.leaves()
      .filter((each) => `${text} `.startsWith(`/${each.name} `))
      .sort((a, b) => b.name.length - a.name.length)[0];
    if (!leaf) return null;
    const rest = text.slice(leaf.name.length + 1);
    const names = (leaf.node.options ?? []).map((option) => option.name);
    const values = [];
    const marks = [...rest.matchAll(/(?:^|\s)([\w-]+):/gu)].filter((match) => names.includes(match[1]));
    marks.forEach((mark, index) => {
      const end = marks[index + 1]?.index ?? rest.length;
      const value = rest.slice(mark.index + mark[0].length, end).trim().replace(/^"(.*)"$/su, "$1");
      values.push(this.typed(leaf.node.options.find((option) => option.name === mark[1]), value));
    });
    return { leaf, values, unplaced: rest.slice(0, marks[0]?.index ?? rest.length).trim() };
  }

  async run(leaf, options, files = []) {
    const missing = (leaf.node.options ?? []).filter(
      (option) => option.required && !flat(options).some((each) => each.name === option.name),
    );
    if (missing.length) {
      this.open(leaf);
      return;
    }
    const answer = await ask("command", { channel: this.app.channel.id, command: leaf.root.id, options, files });
    this.app.answered(answer);
  }
}

function nest(leaf, values) {
  return leaf.path.slice(1).reduceRight(
    (inner, name, index) => [{ name, type: index === leaf.path.length - 2 ? SUBCOMMAND : GROUP, options: inner }],
    values,
  );
}

function flat(options) {
  return options.flatMap((option) => (option.options ? flat(option.options) : [option]));
}
