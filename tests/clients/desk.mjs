// One published Phoenix client as a customer's page and as an operator's, against a whole desk. Prints each step that
// held; the first that does not ends it with exit code 1.
// Usage: node desk.mjs phoenix18 http://127.0.0.1:4700
import { randomUUID } from "node:crypto";
import WebSocket from "ws";
import {
  Presence, account, address, asCustomer, asOperator, begin, call, connect, ear, fence, history, joined, leaveAll, me,
  meet, name, operate, pushed, shows, talk, token,
} from "./sides.mjs";
import { PATIENCE, check, happens, settled, walk, within } from "./waiting.mjs";

const UNDO_SECONDS = 0.3;

const QUESTION = "How do I move my workspace data to the EU region?";
const ARTICLE = `# Moving regions

## Move a workspace to the EU

Open Settings, then Region, and choose the EU region. Moving a workspace takes about an hour and nothing is lost.
`;

const steps = {
  async "a page asks what it needs before it connects"() {
    check((await call("GET", "ping")).data.message === "Pong!", "no pong");
    const settings = (await call("GET", `widget_settings?account_id=${account}&inbox_id=undefined`)).data;
    check(settings.account.id === account && "is_outside_working_hours" in settings.account, "the settings are wrong");
    const opened = { account_id: account, metadata: { host: "shop.example" } };
    await call("PUT", "widget_settings/metadata", { body: opened });
    const { id } = await meet({ external_id: 42, name: "Ada", host: "shop.example" });
    const known = await call("GET", `customers/identify?external_id=42&account_id=${account}&email=&host=shop.example`);
    check(known.data.customer_id === id, "the customer was not identified");
    check((await call("GET", `customers/${id}/exists?account_id=${account}`)).data, "the customer does not exist");
    const changed = await call("PUT", `customers/${id}/metadata`, { body: { metadata: { pathname: "/cart" } } });
    check(changed.data.pathname === "/cart" && changed.data.name === "Ada", "the customer was not changed");
  },

  async "the lobby hears of a new conversation"() {
    const customer = await meet();
    const lobby = ear(await joined(asCustomer(), `conversation:lobby:${customer.id}`), "conversation:created");
    const desk = ear(await joined(asOperator(), `notification:${account}`), "conversation:created");
    const { id } = await begin(customer);
    await lobby.hears("its conversation", (news) => news.id === id);
    await desk.hears("the conversation", (news) => news.id === id);
    leaveAll();
  },

  async "a room shows who is at work, and the desk who is there"() {
    const room = asCustomer().channel(`room:${account}`);
    const atWork = new Presence(room);
    room.join();
    await happens((resolve) => atWork.onSync(resolve), "the state of the room");
    await shows(atWork, "");
    const { customer, desk } = await talk();
    await shows(atWork, `user:${me} 1`);
    check(atWork.state[`user:${me}`].metas[0].user_id === me, "an operator is known by a user_id");
    check(/^\d+$/.test(atWork.state[`user:${me}`].metas[0].online_at), "online_at is no string of seconds");
    desk.leave();
    await shows(atWork, "");
    const again = desk.socket.channel(`notification:${account}`);
    const everybody = new Presence(again);
    again.join();
    await shows(everybody, `customer:${customer.id} 1,user:${me} 1`);
    leaveAll();
  },

  async "a customer's message is heard by both sides and acknowledged"() {
    const { id, customer, page, hear, watch } = await talk();
    const sent = new Date().toISOString();
    const client_id = randomUUID();
    const said = { body: "hello", customer_id: customer.id, sent_at: sent, metadata: { a: 1 }, client_id };
    const forged = { user_id: me, type: "bot", private: true, account_id: randomUUID(), file_ids: [] };
    const kept = await pushed(page, "shout", { ...said, ...forged });
    check(kept.client_id === client_id, "another message was acknowledged");
    const own = await hear.hears("its own message", (message) => message.id === kept.id);
    check(own.sent_at === `${sent.slice(0, 19)}Z`, `sent_at is ${own.sent_at}`);
    check(/^[\d-]+T[\d:]+$/.test(own.created_at), `created_at is ${own.created_at}`);
    check(own.user === null && own.user_id === null && own.type === "reply" && !own.private, "it set what it may not");
    check(own.account_id === account && own.customer_id === customer.id, "the message is somebody else's");
    check(own.metadata.a === 1, "its metadata is lost");
    const seen = await watch.hears("the message", (message) => message.id === kept.id);
    check(seen.customer.id === customer.id && seen.body === "hello", "the desk saw something else");
    await watch.hears("an unread conversation", ({ event, id: which, updates }) =>
      event === "conversation:updated" && which === id && !updates.read && updates.status === "open");
    const again = await pushed(page, "shout", said);
    check(again.id === kept.id, "the same client_id was stored twice");
    await fence(page);
    check(hear.bodies() === "hello", `heard ${hear.bodies()}`);
    leaveAll();
  },

  async "an operator's answer by HTTP arrives once, after the time to undo"() {
    const { id, customer, page, hear, watch } = await talk();
    await pushed(page, "shout", { body: "hello" });
    const body = { body: "good morning", undo_seconds: UNDO_SECONDS };
    const began = Date.now();
    const held = await operate("POST", `conversations/${id}/messages`, body);
    check(held.delivery === "pending", `delivery is ${held.delivery}`);
    const answer = await hear.hears("the answer", (message) => message.id === held.id);
    check(Date.now() - began >= UNDO_SECONDS * 1000, "it arrived before its time");
    check(answer.user_id === me && answer.user.id === me && answer.customer_id === null, "it is not the operator's");
    check(answer.user.email === null && !("draft_id" in answer), "it tells a customer too much");
    await watch.hears("that it left", (message) => message.id === held.id && message.delivery === "sent");
    await fence(page);
    check(hear.bodies() === "hello,good morning", `heard ${hear.bodies()}`);
    const bodies = (await history(customer)).map((message) => message.body).join();
    check(bodies === "hello,good morning", `the history is ${bodies}`);
    leaveAll();
  },

  async "an operator's answer and note by the socket"() {
    const { id, customer, page, desk, hear, watch } = await talk();
    await pushed(page, "shout", { body: "hello" });
    const note = await pushed(desk, "shout", { conversation_id: id, body: "difficult", private: true, type: "note" });
    await watch.hears("the note", (message) => message.id === note.id && message.private);
    const answer = await pushed(desk, "shout", { conversation_id: id, body: "good morning", mentioned_user_ids: [] });
    await hear.hears("the answer", (message) => message.id === answer.id);
    check(hear.bodies() === "hello,good morning", `the customer heard ${hear.bodies()}`);
    check(!(await history(customer)).some((message) => message.private), "the note is in the customer's history");
    leaveAll();
  },

  async "an answer that was undone never leaves"() {
    const { id, page, desk, hear } = await talk();
    await pushed(page, "shout", { body: "hello" });
    const held = await operate("POST", `conversations/${id}/messages`, { body: "wrong", undo_seconds: 30 });
    const undone = await operate("POST", `messages/${held.id}/undo`);
    check(undone.delivery === "withdrawn", `delivery is ${undone.delivery}`);
    const right = await pushed(desk, "shout", { conversation_id: id, body: "right" });
    await hear.hears("the other answer", (message) => message.id === right.id);
    check(hear.bodies() === "hello,right", `heard ${hear.bodies()}`);
    leaveAll();
  },

  async "a question is drafted, approved once, and answered"() {
    const files = [{ path: "regions.md", markdown: ARTICLE }];
    await call("POST", "articles/import", { token, body: { files, publish: true } });
    const { id, page, hear, watch } = await talk();
    await pushed(page, "shout", { body: QUESTION });
    const draft = await watch.hears("a draft", (news) => news.event === "draft:created" && news.conversation_id === id);
    check(draft.kind === "reply" && draft.evidence.length > 0, `a draft of kind ${draft.kind}`);
    const decision = { version: draft.version, undo_seconds: UNDO_SECONDS };
    const approved = await operate("POST", `drafts/${draft.id}/approve`, decision);
    await operate("POST", `drafts/${draft.id}/approve`, decision, { status: 409 });
    const answer = await hear.hears("the answer", (message) => message.id === approved.id);
    check(answer.body === draft.body, "something else arrived");
    await fence(page);
    check(hear.count(({ id: which }) => which === approved.id) === 1, "it arrived twice");
    leaveAll();
  },

  async "reading, typing and seeing are told to the other side"() {
    const { id, page, desk, hear, watch } = await talk();
    await pushed(page, "shout", { body: "hello" });
    await pushed(desk, "read", { conversation_id: id });
    await watch.hears("that it was read", ({ event, id: which, updates }) =>
      event === "conversation:updated" && which === id && updates.read);
    page.push("typing", { typing: true });
    await watch.hears("that the customer writes", ({ event, typing, type, conversation_id }) =>
      event === "typing" && typing && type === "customer" && conversation_id === id);
    await pushed(desk, "typing", { conversation_id: id, typing: true });
    await hear.hears("that the operator writes", ({ event, typing, type }) =>
      event === "typing" && typing && type === "user");
    const answer = await pushed(desk, "shout", { conversation_id: id, body: "good morning" });
    await hear.hears("the answer", (message) => message.id === answer.id);
    page.push("messages:seen", {});
    await watch.hears("that it was seen", ({ event, messages }) =>
      event === "messages:seen" && messages.includes(answer.id));
    leaveAll();
  },

  async "leave and join again within milliseconds"() {
    const { id, customer, page, desk, watch } = await talk();
    const { socket } = page;
    page.leave();
    let channel;
    for (let round = 0; round < 15; round++) {
      channel = await joined(socket, `conversation:${id}`, { customer_id: customer.id });
      channel.leave();
    }
    socket.channel(`conversation:${id}`, { customer_id: customer.id }).join();
    channel = socket.channel(`conversation:${id}`, { customer_id: customer.id });
    const present = new Presence(channel);
    channel.join();
    await shows(present, `customer:${customer.id} 1`);
    const hear = ear(channel, "shout");
    const { id: once } = await pushed(channel, "shout", { body: "once" });
    await watch.hears("the message", (message) => message.id === once);
    await Promise.all([fence(channel), fence(desk)]);
    check(hear.bodies() === "once", `heard ${hear.bodies()}`);
    check(watch.count((message) => message.id === once) === 1, "the desk heard it more than once");
    leaveAll();
  },

  async "what is not allowed is refused with a reason and a code, and the channel lives on"() {
    const { page, desk, id, customer } = await talk();
    const refused = async (socket, topic, reason, code, params = {}) => {
      const channel = socket.channel(topic, params);
      const { response } = await settled(channel.join(), `the join of ${topic}`);
      channel.leave();
      check(response.reason === reason && response.code === code, `${topic}: ${JSON.stringify(response)}`);
    };
    await refused(asCustomer(), `conversation:${randomUUID()}`, "unauthorized", "not_found");
    await refused(asCustomer(), `conversation:${id}`, "unauthorized", "not_found", { customer_id: randomUUID() });
    await refused(asCustomer(), `notification:${account}`, "Unauthorized", "forbidden");
    await refused(desk.socket, `notification:${randomUUID()}`, "Unauthorized", "forbidden");
    await refused(asCustomer(), "nothing:all", "unmatched topic", "unmatched_topic");
    const shout = (body, more) => pushed(page, "shout", { body, ...more }, "error");
    check((await shout("x".repeat(20_001))).code === "too_large", "a long message was not too large");
    check((await shout("")).code === "invalid", "an empty message was taken");
    check((await shout("hi", { customer_id: randomUUID() })).code === "forbidden", "it wrote as somebody else");
    check((await pushed(page, "dance", {}, "error")).code === "unknown_event", "an unknown event was known");
    const unknown = { conversation_id: randomUUID() };
    check((await pushed(desk, "read", unknown, "error")).code === "not_found", "it read nothing");
    await pushed(page, "shout", { body: "hi", customer_id: customer.id });
    leaveAll();
  },

  async "version 1 framing, by hand and without naming it"() {
    const customer = await meet();
    const topic = `conversation:${(await begin(customer)).id}`;
    for (const query of ["?vsn=1.0.0", ""]) {
      const socket = new WebSocket(`${address}/websocket${query}`);
      const frames = [];
      const answer = (ref) => happens((resolve) => {
        const look = () => {
          const found = frames.find((frame) => frame.event === "phx_reply" && frame.ref === ref);
          if (found) resolve(found.payload);
        };
        socket.on("message", look);
        look();
      }, `the answer to ${ref}`);
      socket.on("message", (data) => frames.push(JSON.parse(data)));
      await within(new Promise((resolve) => socket.once("open", resolve)), "the open socket");
      const say = (about, event, ref, payload) => socket.send(JSON.stringify({ topic: about, event, payload, ref }));
      say("phoenix", "heartbeat", "1", {});
      say(topic, "phx_join", "2", { customer_id: customer.id });
      say(topic, "shout", "3", { body: `old ${query}` });
      for (const ref of ["1", "2", "3"]) check((await answer(ref)).status === "ok", `frame ${ref} was refused`);
      const heard = frames.filter(({ event }) => event === "shout").map(({ payload }) => payload.body).join();
      check(heard === `old ${query}`, `heard ${heard}`);
      check(frames.some(({ event }) => event === "presence_state"), "no presence");
      socket.close();
    }
  },

  async "a token as subprotocol"() {
    if (name !== "phoenix18") return; // the others cannot
    const channel = await joined(connect({ authToken: token }), `notification:${account}`);
    await pushed(channel, "ping", {});
    let opened = false;
    const stranger = connect({ authToken: "nobody" });
    stranger.onOpen(() => (opened = true));
    await happens((resolve) => stranger.onError(resolve), "the refusal");
    check(!opened, "a bad token was let in");
    leaveAll();
  },

  async "a restart of the desk loses nothing and doubles nothing"() {
    const { id, customer, page, desk, present, hear, watch } = await talk();
    await pushed(page, "shout", { body: "before" });
    const held = await operate("POST", `conversations/${id}/messages`, { body: "held", undo_seconds: 1 });
    const closed = [page, desk].map(({ socket }) => happens((resolve) => socket.onClose(resolve), "the close"));
    console.log("stop the desk now");
    for (const { code } of await Promise.all(closed)) check(code === 1012, `closed with ${code}`);
    const [mine, theirs] = [randomUUID(), randomUUID()];
    let acknowledged = 0;
    const kept = page.push("shout", { body: "kept", client_id: mine }).receive("ok", () => acknowledged++);
    const answered = desk.push("shout", { conversation_id: id, body: "kept too", client_id: theirs });
    console.log("start the desk now");
    const { status, response } = await settled(kept, "the message written while away");
    check(status === "ok" && response.client_id === mine, `the kept message: ${status}`);
    check((await settled(answered, "the answer written while away")).status === "ok", "the kept answer was refused");
    await shows(present, `customer:${customer.id} 1,user:${me} 1`);
    const after = await pushed(page, "shout", { body: "after" });
    const late = await pushed(desk, "shout", { conversation_id: id, body: "late" });
    await watch.hears("what was said after", (message) => message.id === after.id);
    await hear.hears("what was answered after", (message) => message.id === late.id);
    check((await pushed(page, "shout", { body: "kept", client_id: mine })).id === response.id, "stored twice");
    await Promise.all([fence(page), fence(desk)]);
    check(acknowledged === 1, `acknowledged ${acknowledged} times`);
    check(hear.count(({ client_id }) => client_id === mine) === 1, "the kept message was not heard once");
    await delivered(customer, held.id);
    const bodies = (await history(customer)).map(({ body }) => body).sort().join();
    check(bodies === "after,before,held,kept,kept too,late", `the history is ${bodies}`);
    leaveAll();
  },
};

/** The answer that was held when the desk went down may arrive before or after its customer is back. */
async function delivered(customer, wanted) {
  const end = Date.now() + PATIENCE;
  while (!(await history(customer)).some(({ id }) => id === wanted)) {
    check(Date.now() < end, "the held answer was lost");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

await walk(steps);
