// The line at the foot: plain messages, and slash commands typed whole or filled in field by field.

import { $, el } from "./dom.js";
import { Fields } from "./fields.js";
import { leavesOf, lineOf, nameOf, nest, optionsOf, parse } from "./line.js";
import { ask, upload } from "./wire.js";

export class Composer {
  constructor(app) {
    this.app = app;
    this.fields = new Fields(app);
    this.chosen = 0;
    this.sent = [];
    this.recalled = 0;
    this.waiting = [];
    this.reply = null;
    this.busy = false;
    this.line = $("#line");
    this.line.addEventListener("input", () => {
      this.app.fail("");
      this.suggest();
    });
    this.line.addEventListener("keydown", (event) => this.key(event));
    $("#composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    $("#back").addEventListener("click", () => this.leave());
    $("#composer").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.fields.leaf) this.leave();
    });
  }

  leaves() {
    return leavesOf(this.app.commands);
  }

  write(text) {
    this.fields.close();
    this.line.hidden = false;
    this.line.value = text;
    this.suggest();
    this.line.focus();
  }

  /** As high as what is written, up to what style.css allows. */
  grow() {
    this.line.style.height = "auto";
    this.line.style.height = `${this.line.scrollHeight + 2}px`;
  }

  suggest() {
    this.grow();
    const text = this.line.value;
    const fitting = text.startsWith("/") && !text.includes(":") && !text.includes("\n")
      ? this.leaves().filter((leaf) => nameOf(leaf).startsWith(text.trimEnd().toLowerCase()))
      : [];
    $("#picker").replaceChildren(
      ...fitting.map((leaf, index) => {
        const item = el(
          "li",
          { role: "option", id: `pick-${index}` },
          nameOf(leaf),
          el("small", {}, this.app.local(leaf.node, "description")),
        );
        item.addEventListener("click", () => this.open(leaf));
        item.leaf = leaf;
        return item;
      }),
    );
    this.choose(Math.max(0, fitting.findIndex((leaf) => nameOf(leaf) === text.trim())));
    $("#picker").hidden = !fitting.length;
  }

  choose(index) {
    this.chosen = index;
    [...$("#picker").children].forEach((item, each) =>
      item.setAttribute("aria-selected", each === index ? "true" : "false"));
    $("#picker").children[index]?.scrollIntoView({ block: "nearest" });
    if ($("#picker").children.length) this.line.setAttribute("aria-activedescendant", `pick-${index}`);
    else this.line.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.enter();
      return;
    }
    const items = $("#picker").hidden ? [] : [...$("#picker").children];
    if (items.length) this.keyInList(event, items);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.recall(event);
  }

  /** Enter picks from the list, unless what it would pick stands there already: then it sends. */
  enter() {
    const leaf = $("#picker").hidden ? null : $("#picker").children[this.chosen]?.leaf;
    if (leaf && this.line.value.trim() !== nameOf(leaf)) this.open(leaf);
    else $("#composer").requestSubmit();
  }

  keyInList(event, items) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.choose((this.chosen + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length);
    } else if (event.key === "Tab") {
      event.preventDefault();
      this.open(items[this.chosen].leaf);
    } else if (event.key === "Escape") {
      $("#picker").hidden = true;
    }
  }

  /** The lines that were sent before, one by one, while nothing else stands there. */
  recall(event) {
    const shown = this.sent[this.recalled] ?? "";
    if (this.line.value !== shown) return;
    const next = this.recalled + (event.key === "ArrowUp" ? -1 : 1);
    if (next < 0 || next > this.sent.length) return;
    event.preventDefault();
    this.recalled = next;
    this.line.value = this.sent[next] ?? "";
    this.grow();
  }

  pick(name) {
    const leaf = this.leaves().find((each) => each.path.join(" ") === name);
    if (leaf) this.open(leaf);
  }

  /** A command's fields; one that has none stands in the line, to be sent. */
  open(leaf, texts) {
    this.app.fail("");
    if (!optionsOf(leaf).length) {
      this.write(nameOf(leaf));
      $("#picker").hidden = true;
      return;
    }
    $("#picker").hidden = true;
    this.line.hidden = true;
    this.line.value = "";
    this.fields.open(leaf, texts);
  }

  /** Back to the line, with what was filled in. */
  leave() {
    const texts = this.fields.texts();
    this.write(texts.size ? lineOf(this.fields.leaf, texts) : "");
    $("#picker").hidden = true;
  }

  answer(message) {
    this.reply = message;
    const off = el("button", { type: "button", "aria-label": "No reply" }, "✕");
    off.addEventListener("click", () => this.answer(null));
    $("#replying").replaceChildren(...(message ? [`Replying to ${message.author.global_name ?? message.author.username}`, off] : []));
    $("#replying").hidden = !message;
    this.line.focus();
  }

  async submit() {
    if (this.busy) return;
    this.app.fail("");
    if (this.fields.leaf) {
      this.busy = true;
      await this.submitFields();
      this.busy = false;
      return;
    }
    const text = this.line.value.trim();
    const files = [...$("#files").files];
    if (!text && !files.length) return;
    if (text.startsWith("/")) {
      await this.submitCommand(text);
      return;
    }
    const said = { by: this.app.me.id, channel: this.app.channel, text: this.mentioned(text), files, reply: this.reply?.id };
    $("#files").value = "";
    this.clear(text);
    this.answer(null);
    if (this.app.away || this.mine().length) this.keep(said);
    else this.putBack(text, await this.say(said));
    this.app.did({ text });
  }

  async submitFields() {
    const { leaf } = this.fields;
    const texts = this.fields.texts();
    const { files, values } = await this.fields.attached().catch(() => ({}));
    if (!files) {
      this.app.fail("The file could not be sent. Choose it again.");
      return;
    }
    if (await this.run(leaf, texts, files, values) && this.fields.leaf === leaf) {
      this.remember(lineOf(leaf, texts));
      this.write("");
    }
  }

  async submitCommand(text) {
    const parsed = parse(text, this.leaves());
    if (!parsed) {
      this.app.fail(`There is no command like “${text.split(/\s/u)[0]}”. Type / to see all.`);
      return;
    }
    const { leaf, texts, unplaced } = parsed;
    if (unplaced) {
      const names = optionsOf(leaf).map((option) => option.name).join(", ");
      this.app.fail(`“${unplaced}” belongs to no option of ${nameOf(leaf)}${names ? `, which has: ${names}` : ""}.`);
      return;
    }
    const missing = optionsOf(leaf).filter((option) => option.required && !texts.get(option.name));
    if (missing.length) {
      this.open(leaf, texts);
      if (texts.size) this.app.fail(`${missing.map((option) => option.name).join(" and ")} must be told as well.`);
      return;
    }
    this.clear(text);
    this.putBack(text, await this.run(leaf, texts));
  }

  /** Send a command; whether it was taken. */
  async run(leaf, texts, files = [], filed = []) {
    const values = this.fields.valuesOf(leaf, texts);
    const wrong = values.find((value) => value.error);
    if (wrong) {
      this.app.fail(wrong.error);
      return false;
    }
    const options = nest(leaf, [...values, ...filed]);
    const told = { channel: this.app.channel.id, command: leaf.root.id, options, files };
    const taken = this.app.answered(await ask("command", told));
    if (taken) this.app.did({ command: leaf.path.join(" ") });
    return taken;
  }

  clear(text) {
    this.remember(text);
    this.line.value = "";
    $("#picker").hidden = true;
    this.grow();
  }

  remember(line) {
    if (this.sent.at(-1) !== line) this.sent.push(line);
    this.recalled = this.sent.length;
  }

  /** What was refused stands in the line again, unless something else does by now. */
  putBack(text, taken) {
    if (taken || this.line.value || this.fields.leaf) return;
    this.line.value = text;
    this.grow();
  }

  /** Say something in its channel; whether it was taken. */
  async say({ channel, text, files, reply }) {
    try {
      const sent = await upload(files);
      return this.app.answered(await ask("say", { channel: channel.id, text, files: sent, reply }));
    } catch {
      this.app.fail("The file could not be sent.");
      return false;
    }
  }

  /** What is said while nobody hears it waits, in sight. */
  keep(said) {
    const drop = el("button", { type: "button", "aria-label": `Don't send “${said.text.slice(0, 40)}”` }, "✕");
    said.shown = el("li", {}, el("span", {}, said.text || said.files.map((file) => file.name).join(", ")), drop);
    drop.addEventListener("click", () => {
      this.waiting = this.waiting.filter((each) => each !== said);
      this.showWaiting();
    });
    this.waiting.push(said);
    this.showWaiting();
  }

  /** What waits of the person that one is now. */
  mine() {
    return this.waiting.filter((each) => each.by === this.app.me.id);
  }

  showWaiting() {
    $("#outbox").replaceChildren(...this.mine().map((each) => each.shown));
    $("#outbox").hidden = !this.mine().length;
  }

  /** Send what has waited, in its order. */
  async sendWaiting() {
    this.showWaiting();
    for (const said of this.mine()) {
      if (this.app.away || !await this.say(said)) return;
      this.waiting = this.waiting.filter((each) => each !== said);
      this.showWaiting();
    }
  }

  /** A name behind an @ as the mention that a client makes of it. */
  mentioned(text) {
    const name = this.app.bot.global_name ?? this.app.bot.username;
    return text.replaceAll(`@${name}`, `<@${this.app.bot.id}>`);
  }
}
