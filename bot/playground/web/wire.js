// The socket to the playground: requests with numbered answers, and events.

const waiting = new Map();
const listeners = new Map();
let socket;
let number = 0;

export function on(event, listener) {
  listeners.set(event, listener);
}

export function connect() {
  socket = new WebSocket(`ws://${location.host}/page`);
  socket.addEventListener("open", () => listeners.get("open")?.());
  socket.addEventListener("close", () => {
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

export function ask(what, details = {}) {
  number += 1;
  const mine = number;
  return new Promise((resolve) => {
    waiting.set(mine, resolve);
    socket.send(JSON.stringify({ do: what, number: mine, ...details }));
  });
}
