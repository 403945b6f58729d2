// A tour of what Purser does, in five steps; it may be left at any time.

import { $, el } from "./dom.js";

const DAY = 86400;
const STEPS = [
  {
    title: "Set up",
    text: "Press “Set up” on Purser's welcome and tell it what Upwork shows you, or send a line like this one.",
    line: "/setup connects:40 cycle_day:15",
    done: ({ command, form }) => command === "setup" || /set up|configur/iu.test(form),
  },
  {
    title: "Estimate a job",
    text: "What will a proposal cost? A budget is enough, and so is a whole job post.",
    line: "/estimate 700",
    done: ({ command, form }) => command === "estimate" || /estim/iu.test(form),
  },
  {
    title: "Log a proposal",
    text: "Tell it what you spent, in plain words. Its card then has buttons for what becomes of the proposal.",
    line: "spent 6 on the logo job",
    done: ({ command, form, text }) => command === "spend" || /log|spen/iu.test(form) || /spent/iu.test(text),
  },
  {
    title: "Let a month pass",
    text: "What you hold carries over and the monthly Connects arrive. Purser says so by itself.",
    days: { label: "Let a month pass", count: 31 },
    done: ({ seconds }) => seconds >= 28 * DAY,
  },
  {
    title: "Be reminded",
    text: "Ask for a reminder, and then let two days pass.",
    line: "remind me in 2 days to follow up",
    days: { label: "Let two days pass", count: 2 },
    done: ({ seconds }) => seconds >= 2 * DAY,
  },
];
const OVER = "over";

export class Tour {
  constructor(app) {
    this.app = app;
    this.at = OVER;
  }

  get place() {
    return `tour:${this.app.me.id}`;
  }

  /** Where this person stands; somebody new is at the beginning. */
  resume() {
    const kept = localStorage.getItem(this.place) ?? "0";
    this.at = kept === OVER ? OVER : Number(kept);
    this.show();
  }

  goTo(step) {
    this.at = step;
    localStorage.setItem(this.place, step);
    this.show();
  }

  /** Something was done: a command, a form, a text, or time that passed. */
  did(what) {
    if (STEPS[this.at]?.done(what)) this.goTo(this.at + 1);
  }

  show() {
    $("#tour").hidden = this.at === OVER;
    if (this.at === OVER) return;
    const step = STEPS[this.at];
    if (step) this.showStep(step);
    else this.showEnd();
  }

  showStep(step) {
    const { line, days } = step;
    $("#tour").replaceChildren(
      el("h3", {}, el("span", { class: "count" }, `${this.at + 1} of ${STEPS.length}`), ` ${step.title}`),
      el("p", {}, step.text, line ? el("code", {}, line) : null),
      el(
        "div",
        { class: "row" },
        line ? button("Write it for me", () => this.app.writeToBot(line), "primary") : null,
        days ? button(days.label, () => this.app.passDays(days.count), line ? "" : "primary") : null,
        button("Next", () => this.goTo(this.at + 1)),
        button("Skip the tour", () => this.goTo(OVER)),
      ),
    );
  }

  showEnd() {
    $("#tour").replaceChildren(
      el("h3", {}, "That was the tour"),
      el("p", {}, "Type / to see every command, or just ask."),
      el("div", { class: "row" }, button("Close", () => this.goTo(OVER), "primary")),
    );
  }
}

function button(label, act, style = "") {
  const made = el("button", { type: "button", class: style }, label);
  made.addEventListener("click", act);
  return made;
}
