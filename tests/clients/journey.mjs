// One published Phoenix client through everything a page does with it. Prints each step that held; the first that
// does not ends it with exit code 1. Usage: node journey.mjs phoenix18 ws://127.0.0.1:4000/socket
import WebSocket from "ws";
import { PATIENCE, check, happens, settled, walk } from "./waiting.mjs";

const [name, address] = process.argv.slice(2);
// 1.4 expects the global of a browser, and sends bytes as an empty object.
const isOldest = name === "phoenix14";
if (isOldest) globalThis.self = globalThis;
const module = await import(name);
const { Socket, Presence } = module.default ?? module;

// Several clients walk at once, each through rooms of its own.
const [echo, chat] = [`echo:${name}`, `chat:${name}`];

const connect = (options = {}) => {
  const socket = new Socket(address, { transport: WebSocket, timeout: PATIENCE, ...options });
  socket.connect();
  return socket;
};

async function joined(socket, topic, params = {}) {
  const channel = socket.channel(topic, params);
  const { status, response } = await settled(channel.join(), `the join of ${topic}`);
  check(status === "ok", `join of ${topic}: ${status} ${JSON.stringify(response)}`);
  return channel;
}

/** Shouts in a topic and returns what was heard there until the shout came back. */
async function heardIn(channel, body) {
  const heard = [];
  const back = happens((resolve) => {
    channel.on("shout", (payload) => {
      heard.push(payload.body);
      if (payload.body === body) resolve();
    });
  }, `the shout ${body}`);
  channel.push("shout", { body });
  await back;
  await settled(channel.push("echo", {}), "an echo after the shout");
  channel.off("shout");
  return heard;
}

const steps = {
  async "a bad token is refused"() {
    let opened = false;
    const socket = connect({ params: { token: "bad" } });
    socket.onOpen(() => (opened = true));
    await happens((resolve) => socket.onError(resolve), "the refusal");
    socket.disconnect();
    check(!opened, "the socket was opened");
  },

  async "join, push and hear"() {
    const socket = connect({ params: { account_id: "a", inbox_id: undefined } });
    const channel = await joined(socket, echo, { customer_id: "c" });
    const { status, response } = await settled(channel.push("echo", { n: 1 }), "the echo");
    check(status === "ok" && response.echo.n === 1 && response.joined_with.customer_id === "c", "the echo is wrong");
    check((await heardIn(channel, "hi")).join() === "hi", "the shout was not heard once");
    socket.disconnect();
  },

  async "unknown events and topics are answered"() {
    const socket = connect();
    const channel = await joined(socket, echo);
    check((await settled(channel.push("typing", {}), "the answer to typing")).status === "error", "typing was taken");
    check((await settled(channel.push("echo", {}), "the echo")).status === "ok", "the channel is dead");
    const nothing = socket.channel("nothing:1");
    const { response } = await settled(nothing.join(), "the join of nothing");
    check(response.reason === "unmatched topic", `reason ${response.reason}`);
    nothing.leave();
    socket.disconnect();
  },

  async "a binary push is answered"() {
    if (isOldest) return;
    const socket = connect();
    const channel = await joined(socket, echo);
    const answer = await settled(channel.push("echo", new Uint8Array([1, 2, 3]).buffer), "the answer to bytes");
    check(answer.status === "error", "bytes were taken");
    check((await settled(channel.push("echo", {}), "the echo")).status === "ok", "the channel is dead");
    socket.disconnect();
  },

  async "leave and join again within milliseconds"() {
    const socket = connect();
    let channel = await joined(socket, echo);
    for (let round = 0; round < 20; round++) {
      channel.leave();
      channel = await joined(socket, echo);
    }
    channel.leave();
    socket.channel(echo).join();
    channel = await joined(socket, echo);
    check((await heardIn(channel, "once")).join() === "once", "the shout was not heard exactly once");
    socket.disconnect();
  },

  async "a crashed channel joins again by itself"() {
    const socket = connect({ rejoinAfterMs: () => 20 });
    const channel = await joined(socket, echo);
    const again = happens((resolve) => channel.joinPush.receive("ok", resolve), "the join after the crash");
    const told = happens((resolve) => channel.onError(resolve), "phx_error");
    channel.push("crash", {});
    await told;
    await again;
    check((await settled(channel.push("echo", {}), "the echo")).status === "ok", "the channel is dead");
    socket.disconnect();
  },

  async "presence of two tabs and a friend"() {
    const mona = connect({ params: { token: "mona" } });
    const channel = mona.channel(chat);
    const presence = new Presence(channel);
    const shows = (who) =>
      happens((resolve) => {
        const look = () => {
          const now = presence.list((key, { metas }) => `${key} ${metas.length}`).sort().join();
          if (now === who) resolve();
        };
        presence.onSync(look);
        look();
      }, `presence of ${who}`);
    channel.join();
    await shows("user:mona 1");
    const tab = connect({ params: { token: "mona" } });
    await joined(tab, chat);
    await shows("user:mona 2");
    const ali = connect({ params: { token: "ali" } });
    const friend = await joined(ali, chat);
    await shows("user:ali 1,user:mona 2");
    friend.push("away", {});
    await happens((resolve) => presence.onSync(() => presence.state["user:ali"].metas[0].away && resolve()), "away");
    await shows("user:ali 1,user:mona 2");
    tab.disconnect();
    friend.leave();
    await shows("user:mona 1");
    ali.disconnect();
    mona.disconnect();
  },

  async "heartbeats are answered"() {
    // Beaten by hand: a client gives up on what is not answered before its next beat, and a busy machine may be later.
    const socket = connect();
    await happens((resolve) => socket.onOpen(resolve), "the open socket");
    for (let beat = 1; beat <= 3; beat++) {
      const answer = happens((resolve) => {
        socket.onMessage(({ topic, payload }) => topic === "phoenix" && resolve(payload));
      }, `the answer to beat ${beat}`);
      socket.sendHeartbeat();
      check((await answer).status === "ok", "a beat was refused");
      check(socket.pendingHeartbeatRef === null, "the client does not know its answer");
    }
    socket.disconnect();
  },

  async "version 1 framing"() {
    const socket = connect({
      vsn: "1.0.0",
      encode: (message, done) => done(JSON.stringify(message)),
      decode: (raw, done) => done(JSON.parse(raw)),
    });
    const channel = await joined(socket, echo);
    check((await heardIn(channel, "old")).join() === "old", "the shout was not heard once");
    socket.disconnect();
  },

  async "a token as subprotocol"() {
    if (name !== "phoenix18") return; // the others cannot
    const socket = connect({ authToken: "mona" });
    const channel = socket.channel(echo);
    const { response } = await settled(channel.join(), "the join");
    check(response.you === "mona", `known as ${response.you}`);
    socket.disconnect();
  },

  async "a restart of the server"() {
    const socket = connect({ params: { token: "mona" } });
    const channel = await joined(socket, echo, { lasting: true });
    const room = socket.channel(chat);
    const presence = new Presence(room);
    room.join();
    await happens((resolve) => presence.onSync(resolve), "the presence before");
    const closed = happens((resolve) => socket.onClose(resolve), "the close");
    console.log("restart the server now");
    const { code } = await closed;
    check(code === 1012, `closed with ${code}`);
    const kept = settled(channel.push("echo", { kept: true }), "the push made while away");
    const back = happens((resolve) => presence.onSync(resolve), "the presence after");
    const { status, response } = await kept;
    check(status === "ok" && response.echo.kept && response.joined_with.lasting, `the kept push: ${status}`);
    await back;
    check(presence.list().length === 1, "presence is wrong after the restart");
    check((await heardIn(channel, "again")).join() === "again", "the shout was not heard once after the restart");
    socket.disconnect();
  },
};

await walk(steps);
