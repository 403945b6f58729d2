// The page: who and where one is, the messages there, and the clock.

import { Composer } from "./composer.js";
import { $, el } from "./dom.js";
import { renderMessage } from "./messages.js";
import { openModal } from "./modal.js";
import { ask, connect, on } from "./wire.js";

const DM = 1, OPEN_MODAL = 9, MESSAGE_MENU = 3;

class App {
  constructor() {
    this.commands = [];
    this.users = {};
    this.roles = [];
    this.channels = [];
    this.troubles = 0;
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
    await this.take(await ask("be", { user: userId }));
  }

  async take(all) {
    sessionStorage.setItem("person", all.me.id);
    const { me, users, bot, roles, channels } = all;
    Object.assign(this, { me, users, bot, roles, channels });
    document.title = bot.global_name;
    $("#locale").value = me._locale;
    $("#troubles").replaceChildren();
    this.troubles = 0;
    all.troubles.forEach((trouble) => this.addTrouble(trouble));
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
    const { messages, commands } = await ask("open", { channel: channel.id });
    this.commands = commands;
    this.composer.suggest();
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

  showApps(message, event) {
    const menus = this.commands.filter((command) => command.type === MESSAGE_MENU);
    if (!menus.length) return;
    event.preventDefault();
    const items = menus.map((command) => {
      const button = el("button", { type: "button" }, command.name);
      button.addEventListener("click", async () => {
        $("#apps").hidden = true;
        const details = { channel: message.channel_id, command: command.id, target: message.id, options: [] };
        this.answered(await ask("command", details), message);
      });
      return el("li", {}, button);
    });
    $("#apps").replaceChildren(el("h3", {}, "Apps"), ...items);
    $("#apps").style.left = `${Math.min(event.clientX, innerWidth - 220)}px`;
    $("#apps").style.top = `${Math.min(event.clientY, innerHeight - 120)}px`;
    $("#apps").hidden = false;
    $("#apps button").focus();
  }

  addTrouble({ method, route, status, what }) {
    this.troubles += 1;
    $("#trouble-count").textContent = this.troubles;
    $("#troubles").append(el("li", {}, `${status} ${method} ${route}: ${what}`));
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
on("commands", () => app.open(app.channel));
on("trouble", (trouble) => app.addTrouble(trouble));
on("clock", ({ now }) => app.setClock(now));

$("#person").addEventListener("change", (event) => app.be(event.target.value));
$("#locale").addEventListener("change", async (event) => app.take(await ask("speak", { locale: event.target.value })));
for (const button of document.querySelectorAll("[data-break]")) {
  button.addEventListener("click", async () => {
    const { on: isOn } = await ask("break", { what: button.dataset.break });
    if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", isOn ? "true" : "false");
  });
}
document.addEventListener("click", (event) => {
  if (!event.target.closest("#apps, .more")) $("#apps").hidden = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") $("#apps").hidden = true;
});
for (const button of document.querySelectorAll("[data-days]")) {
  button.addEventListener("click", () => ask("clock", { seconds: button.dataset.days * 86400 }));
}
setInterval(() => {
  $("#clock").textContent = app.now().toLocaleString(app.locale);
}, 1000);
connect();
