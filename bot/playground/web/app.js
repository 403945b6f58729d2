// The page: who and where one is, the messages there, and the clock.

import { Composer } from "./composer.js";
import { $, el } from "./dom.js";
import { renderMessage } from "./messages.js";
import { openModal } from "./modal.js";
import { Tour } from "./tour.js";
import { ask, connect, on } from "./wire.js";

const DM = 1, OPEN_MODAL = 9, MESSAGE_MENU = 3;

class App {
  constructor() {
    this.commands = [];
    this.users = {};
    this.roles = [];
    this.channels = [];
    this.messages = new Map();
    this.troubles = 0;
    this.channel = null;
    this.ahead = 0;
    this.locale = "en-US";
    this.away = true;
    this.composer = new Composer(this);
    this.tour = new Tour(this);
  }

  now() {
    return new Date(Date.now() + this.ahead);
  }

  // A name or a description in the reader's language, where the bot has it.
  local(thing, key) {
    return thing[`${key}_localizations`]?.[this.locale] ?? thing[key];
  }

  pick(name) {
    this.composer.pick(name);
  }

  write(line) {
    this.composer.write(line);
  }

  did(what) {
    this.tour.did(what);
  }

  async be(userId) {
    await this.take(await ask("be", { user: userId }));
  }

  async take(all) {
    if (this.refusal(all)) return;
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
    this.tour.resume();
    this.botIs(all.connected);
    const last = sessionStorage.getItem("channel");
    await this.open(all.channels.find((each) => each.id === last) ?? this.botsDm());
  }

  botsDm() {
    return this.channels.find((channel) => channel.type === DM) ?? this.channels[0];
  }

  showPlaces(channels) {
    const button = (channel) => {
      const made = el("button", { type: "button", id: `c${channel.id}` }, this.nameOf(channel));
      made.addEventListener("click", () => {
        setDrawer(false);
        this.open(channel);
      });
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
    const opened = await ask("open", { channel: channel.id });
    if (this.refusal(opened) || channel !== this.channel) return;
    this.commands = opened.commands;
    this.composer.suggest();
    this.messages = new Map(opened.messages.map((message) => [message.id, message]));
    $("#messages").replaceChildren(...opened.messages.map((message) => renderMessage(message, this)));
    this.scrollDown();
    if (!$("#line").hidden) $("#line").focus();
  }

  show(message) {
    if (message.channel_id !== this.channel?.id) return;
    this.messages.set(message.id, message);
    const made = renderMessage(message, this);
    const old = document.getElementById(`m${message.id}`);
    const follow = !old || this.atFoot();
    if (old) old.replaceWith(made);
    else $("#messages").append(made);
    if (follow) this.scrollDown();
  }

  atFoot() {
    const { scrollTop, clientHeight, scrollHeight } = $("#log");
    return scrollTop + clientHeight >= scrollHeight - 40;
  }

  scrollDown() {
    $("#log").scrollTop = $("#log").scrollHeight;
  }

  async press(message, control, data) {
    control.disabled = true;
    const answer = await ask("press", { channel: message.channel_id, message: message.id, data });
    control.disabled = false;
    this.answered(answer, message);
  }

  showApps(message, event) {
    const menus = this.commands.filter((command) => command.type === MESSAGE_MENU);
    event.preventDefault();
    const item = (name, act) => {
      const button = el("button", { type: "button" }, name);
      button.addEventListener("click", () => {
        $("#apps").hidden = true;
        act();
      });
      return el("li", {}, button);
    };
    const items = menus.map((command) =>
      item(command.name, async () => {
        const details = { channel: message.channel_id, command: command.id, target: message.id, options: [] };
        this.answered(await ask("command", details), message);
      }));
    $("#apps").replaceChildren(item("Reply", () => this.composer.answer(message)), ...items);
    $("#apps").hidden = false;
    const box = $("#apps").getBoundingClientRect();
    const from = event.currentTarget.getBoundingClientRect();
    const [x, y] = event.clientX || event.clientY ? [event.clientX, event.clientY] : [from.left, from.bottom];
    $("#apps").style.left = `${Math.max(0, Math.min(x, innerWidth - box.width - 8))}px`;
    $("#apps").style.top = `${Math.max(0, Math.min(y, innerHeight - box.height - 8))}px`;
    $("#apps button").focus();
  }

  addTrouble({ method, route, status, what }) {
    this.troubles += 1;
    $("#trouble-count").textContent = this.troubles;
    $("#troubles").append(el("li", {}, `${status} ${method} ${route}: ${what}`));
  }

  /** Why a request came to nothing, in words; empty when it did come to something. */
  refusal(answer) {
    if (answer.error) return answer.error;
    if (answer.type !== "silence") return "";
    const name = this.bot.global_name;
    return this.away ? `${name} is not running. Try again when it is back.` : `${name} did not respond. Try again.`;
  }

  /** Show what came of a request; whether it was taken. */
  answered(answer, message = null) {
    const reason = this.refusal(answer);
    this.fail(reason);
    if (!reason && answer.type === OPEN_MODAL) openModal(answer.modal, message, this);
    return !reason;
  }

  fail(reason) {
    $("#fault").textContent = reason;
  }

  setClock(iso) {
    this.ahead = new Date(iso) - Date.now();
    $("#clock").textContent = this.now().toLocaleString(this.locale);
  }

  async passDays(days) {
    if (this.answered(await ask("clock", { seconds: days * 86400 }))) this.did({ seconds: days * 86400 });
  }

  /** Go to the bot's DM, with a line ready to be sent. */
  async writeToBot(line) {
    if (this.channel !== this.botsDm()) await this.open(this.botsDm());
    this.write(line);
    $("#picker").hidden = true;
  }

  botIs(connected) {
    this.away = !connected;
    const name = this.bot?.global_name ?? "Purser";
    $("#status").textContent = connected ? "" : `${name} is not running. What you write waits for it.`;
    if (connected) this.composer.sendWaiting();
  }
}

const app = new App();

on("open", () => app.be(sessionStorage.getItem("person") ?? ""));
on("lost", () => {
  app.away = true;
  $("#status").textContent = "Not connected; trying again. What you write waits.";
});
on("bot", ({ connected }) => app.botIs(connected));
on("message", (message) => app.show(message));
on("gone", (message) => {
  app.messages.delete(message.id);
  document.getElementById(`m${message.id}`)?.remove();
});
on("commands", () => app.open(app.channel));
on("trouble", (trouble) => app.addTrouble(trouble));
on("clock", ({ now }) => app.setClock(now));

function setDrawer(isOpen) {
  document.body.classList.toggle("drawer", isOpen);
  $("#drawer").setAttribute("aria-expanded", isOpen ? "true" : "false");
  $("#shade").hidden = !isOpen;
  $("main").inert = isOpen;
  if (isOpen) $("#places button").focus();
}

$("#drawer").addEventListener("click", () => setDrawer(true));
$("#shade").addEventListener("click", () => setDrawer(false));
$("#drawer-shut").addEventListener("click", () => setDrawer(false));
matchMedia("(max-width: 40rem)").addEventListener("change", () => setDrawer(false));
$("#person").addEventListener("change", (event) => app.be(event.target.value));
$("#locale").addEventListener("change", async (event) => app.take(await ask("speak", { locale: event.target.value })));
$("#tour-again").addEventListener("click", () => {
  setDrawer(false);
  app.tour.goTo(0);
});
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
  if (event.key !== "Escape") return;
  $("#apps").hidden = true;
  if (document.body.classList.contains("drawer")) {
    setDrawer(false);
    $("#drawer").focus();
  }
});
for (const button of document.querySelectorAll("[data-days]")) {
  button.addEventListener("click", () => app.passDays(Number(button.dataset.days)));
}
// The newest message stays in sight when the line grows or the tour's text changes.
let height = $("#log").clientHeight;
let follows = true;
$("#log").addEventListener("scroll", () => {
  if ($("#log").clientHeight === height) follows = app.atFoot();
});
new ResizeObserver(() => {
  height = $("#log").clientHeight;
  if (follows) app.scrollDown();
}).observe($("#log"));
// A picture whose size nobody told has its height once it is there: the newest message stays in sight.
$("#log").addEventListener("load", (event) => {
  if (event.target.closest(".message") === $("#messages").lastElementChild) app.scrollDown();
}, true);
setInterval(() => {
  $("#clock").textContent = app.now().toLocaleString(app.locale);
}, 1000);
connect();
