// The page: who and where one is, the messages there, and the clock.

import { Composer } from "./composer.js";
import { $, el } from "./dom.js";
import { renderMessage } from "./messages.js";
import { openModal } from "./modal.js";
import { ask, connect, on } from "./wire.js";

const DM = 1, OPEN_MODAL = 9;

class App {
  constructor() {
    this.commands = [];
    this.users = {};
    this.channel = null;
    this.ahead = 0;
    this.locale = "en-US";
    this.composer = new Composer(this);
  }

  now() {
    return new Date(Date.now() + this.ahead);
  }

  pick(name) {
    this.composer.pick(name);
  }

  async be(userId) {
    const all = await ask("be", { user: userId });
    sessionStorage.setItem("person", all.me.id);
    Object.assign(this, { me: all.me, users: all.users, commands: all.commands, bot: all.bot });
    this.locale = all.me._locale;
    this.setClock(all.now);
    $("#server-name").textContent = all.guilds[0].name;
    $("#person").replaceChildren(
      ...all.people.map((person) =>
        el("option", { value: person.id, selected: person.id === all.me.id }, person.global_name),
      ),
    );
    this.showPlaces(all.channels);
    const last = sessionStorage.getItem("channel");
    await this.open(all.channels.find((each) => each.id === last) ?? all.channels[0]);
  }

  showPlaces(channels) {
    const button = (channel) => {
      const made = el("button", { type: "button", id: `c${channel.id}` }, this.nameOf(channel));
      made.addEventListener("click", () => this.open(channel));
      return el("li", {}, made);
    };
    $("#channels").replaceChildren(...channels.filter((c) => c.guild_id).map(button));
    $("#dms").replaceChildren(...channels.filter((c) => !c.guild_id).map(button));
  }

  nameOf(channel) {
    if (channel.guild_id) return `# ${channel.name}`;
    return channel.type === DM ? this.bot.global_name : channel.name;
  }

  async open(channel) {
    this.channel = channel;
    sessionStorage.setItem("channel", channel.id);
    for (const button of document.querySelectorAll("#places li button")) {
      button.toggleAttribute("aria-current", button.id === `c${channel.id}`);
    }
    $("#place-name").textContent = this.nameOf(channel);
    const { messages } = await ask("open", { channel: channel.id });
    $("#messages").replaceChildren(...messages.map((message) => renderMessage(message, this)));
    $("#messages").scrollTop = $("#messages").scrollHeight;
    $("#line").focus();
  }

  show(message) {
    if (message.channel_id !== this.channel?.id) return;
    const made = renderMessage(message, this);
    const old = document.getElementById(`m${message.id}`);
    if (old) old.replaceWith(made);
    else $("#messages").append(made);
    if (!old) made.scrollIntoView({ block: "end" });
  }

  async press(message, control, data) {
    control.disabled = true;
    const answer = await ask("press", { channel: message.channel_id, message: message.id, data });
    control.disabled = false;
    this.answered(answer, message);
  }

  answered(answer, message = null) {
    if (answer.type === "silence") this.fail("The application did not respond.");
    else if (answer.error) this.fail(answer.error);
    else if (answer.type === OPEN_MODAL) openModal(answer.modal, message, this);
  }

  fail(reason) {
    $("#messages").append(el("li", { class: "failed", role: "alert" }, reason));
    $("#messages").lastChild.scrollIntoView({ block: "end" });
  }

  setClock(iso) {
    this.ahead = new Date(iso) - Date.now();
    $("#clock").textContent = this.now().toLocaleString(this.locale);
  }
}

const app = new App();

on("open", async () => {
  $("#status").textContent = "";
  await app.be(sessionStorage.getItem("person") ?? "");
});
on("lost", () => {
  $("#status").textContent = "Not connected; trying again…";
});
on("message", (message) => app.show(message));
on("gone", (message) => document.getElementById(`m${message.id}`)?.remove());
on("commands", ({ commands }) => {
  app.commands = commands;
});
on("clock", ({ now }) => app.setClock(now));

$("#person").addEventListener("change", (event) => app.be(event.target.value));
for (const button of document.querySelectorAll("[data-days]")) {
  button.addEventListener("click", () => ask("clock", { seconds: button.dataset.days * 86400 }));
}
setInterval(() => {
  $("#clock").textContent = app.now().toLocaleString(app.locale);
}, 1000);
connect();
