// The socket to the playground: requests with numbered answers, and events.

const waiting = new Map();
const listeners = new Map();
let socket;
let number = 0;

const LOST = { error: "The playground doesn't answer: is it still running? What you typed is kept." };

export function on(event, listener) {
  listeners.set(event, listener);
}

export function connect() {
  socket = new WebSocket(`ws://${location.host}/page`);
  socket.addEventListener("open", () => listeners.get("open")?.());
  socket.addEventListener("close", () => {
    for (const resolve of waiting.values()) resolve(LOST);
    waiting.clear();
    listeners.get("lost")?.();
    setTimeout(connect, 1000);
  });
  socket.addEventListener("message", ({ data }) => {
    const packet = JSON.parse(data);
    if (packet.event !== "answer") {
      listeners.get(packet.event)?.(packet.data);
      return;
    }
    waiting.get(packet.number)?.(packet.data);
    waiting.delete(packet.number);
  });
}

// Files go up first; the request names them.
export async function upload(files) {
  const sent = [...files].map(async (file) => {
    const answer = await fetch(`/files/${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    return answer.json();
  });
  return Promise.all(sent);
}

// What came of a request; an `error` in words where nobody heard it.
export function ask(what, details = {}) {
  if (socket?.readyState !== WebSocket.OPEN) return Promise.resolve(LOST);
  number += 1;
  const mine = number;
  return new Promise((resolve) => {
    waiting.set(mine, resolve);
    socket.send(JSON.stringify({ do: what, number: mine, ...details }));
  });
}
