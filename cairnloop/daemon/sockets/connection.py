"""One open socket: hands its frames to the session, the session's work to the topics' handlers, and answers back."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic

import structlog

from cairnloop.daemon.sockets.channel import Channel, Identity
from cairnloop.daemon.sockets.outbox import Outbox, PassOn, Transmit
from cairnloop.daemon.sockets.presence import DIFF, STATE
from cairnloop.daemon.sockets.protocol import (
    Action,
    Handle,
    HangUp,
    Join,
    Leave,
    Seat,
    Send,
    Session,
    Unmatched,
    Work,
)
from cairnloop.daemon.sockets.sifting import Said, Sieve, Sifting
from cairnloop.daemon.sockets.switchboard import Switchboard
from cairnloop.errors import CairnloopError
from cairnloop.kernel.hub import Announcement
from cairnloop.wire.phoenix import Frame, Malformed, Vsn, decode, encode

logger = structlog.get_logger()


class Connection(Generic[Identity]):
    """One socket. `on_hang_up` is told once when it should be closed from our side; the frames on their way still go.

    Work of one topic is done in order, in a task that lives only while there is some; topics do not wait for each
    other, and neither does the heartbeat for any of them. An idle socket has no task but the one that reads it.
    """

    __slots__ = (
        "_board",
        "_channels",
        "_lanes",
        "_now",
        "_on_hang_up",
        "_outbox",
        "_session",
        "_tasks",
        "_vsn",
        "socket",
    )

    def __init__(
        self,
        board: Switchboard[Identity],
        socket: Identity,
        vsn: Vsn,
        transmit: Transmit,
        on_hang_up: Callable[[HangUp], None],
        now: Callable[[], float],
        pass_on: PassOn | None = None,
    ) -> None:
        self.socket = socket
        self._vsn = vsn
        self._board = board
        self._now = now
        self._on_hang_up = on_hang_up
        self._outbox = Outbox(transmit, board.limits, lambda: on_hang_up(HangUp.SLOW), pass_on)
        self._session = Session(board.limits, now())
        self._channels: dict[str, Channel[Identity]] = {}
        self._lanes: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def receive(self, data: str | bytes) -> None:
        """Take one message of the client. Never waits."""
        try:
            frame = decode(data, self._vsn, limit=self._board.limits.frame)
        except Malformed as error:
            self._act(self._session.unreadable(error, self._now()))
        else:
            self._act(self._session.receive(frame, self._now()))

    def announce(self, announcement: Announcement) -> None:
        """Pass on what was published in a topic this client is in. Called by the hub."""
        channel = self._channels.get(announcement.topic)
        if channel is None:
            return
        if channel.held is None and channel.sifting is not None:
            channel.sifting.put(announcement)
        elif channel.held is None:
            self._pass_on(channel, announcement)
        elif len(channel.held) < self._board.limits.queued:
            channel.held.append(announcement)
        else:
            self._on_hang_up(HangUp.SLOW)

    async def finish(self) -> None:
        """The client is gone or going: let the work in hand end, tell every handler, and send what is to be sent."""
        self._act(self._session.closed())
        limit = self._board.limits.grace
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=limit)
        await self._outbox.flush()

    def forget(self) -> None:
        """Let go of everything, also of work that did not end in time."""
        self._outbox.discard()
        if self._tasks:
            logger.warning("socket.work_cut_short", tasks=len(self._tasks))
        for task in self._tasks:
            task.cancel()
        for channel in tuple(self._channels.values()):
            self._detach(channel.seat)

    def _act(self, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Send(frame):
                    self._send(frame)
                case HangUp():
                    self._on_hang_up(action)
                case _:
                    self._queue(action)

    def _queue(self, work: Work) -> None:
        topic = work.seat.topic
        if lane := self._lanes.get(topic):
            lane.append(work)
            return
        self._lanes[topic] = lane = deque([work])
        task = asyncio.create_task(self._work(topic, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, topic: str, lane: deque[Work]) -> None:
        try:
            while lane:
                work = lane[0]
                await (self._leave(work) if isinstance(work, Leave) else self._perform(work))
                self._session.settled(work)
                lane.popleft()
        finally:
            del self._lanes[topic]

    async def _perform(self, work: Join | Handle) -> None:
        try:
            await (self._join(work) if isinstance(work, Join) else self._handle(work))
        except CairnloopError as error:
            self._send(*self._session.declined(work, error))
        except Exception:
            said = self._names(work.seat.topic)
            logger.exception("channel.crashed", **said, pushed=ascii(work.frame.event))
            was_in = work.seat.entered
            self._send(*self._session.crashed(work))
            if was_in:
                await self._say_left(self._channels[work.seat.topic])
        if not work.seat.entered:
            self._detach(work.seat)

    async def _join(self, join: Join) -> None:
        route = self._board.routes.find(join.seat.topic)
        if route is None:
            raise Unmatched
        channel = Channel(self.socket, join.seat, route, self._send, self._board.roster)
        # Hearing starts before the handler looks anything up, so that nothing falls in between; until the client was
        # let in, the channel keeps what it hears to itself.
        self._channels[channel.topic] = channel
        self._board.hub.subscribe(channel.topic, self)
        response = await route.handler.join(channel, join.params)
        self._send(*self._session.joined(join, response))
        held, channel.held = channel.held or [], None
        if channel.sieve is not None:
            channel.sifting = self._sifting(channel, channel.sieve)
        if route.presence:
            self._tell_present(channel)
        for said in held:
            if isinstance(said, Frame):
                self._send(said)
            elif not (route.presence and said.event == DIFF):
                # A diff from before the state is in the state. Sent as well, it would reach a page that has left and
                # joins again meanwhile, and stand there for ever: its end was announced while nobody listened.
                self.announce(said)

    def _sifting(self, channel: Channel[Identity], sieve: Sieve) -> Sifting:
        def pass_on(said: Said) -> None:
            self._send(said) if isinstance(said, Frame) else self._pass_on(channel, said)

        # Opened anew, it may hear again what it can be told.
        return Sifting(sieve, pass_on, lambda: self._on_hang_up(HangUp.SIGHT), self._board.limits.queued)

    def _tell_present(self, channel: Channel[Identity]) -> None:
        frame = Frame(channel.join_ref, None, channel.topic, STATE, self._board.roster.state(channel.topic))
        if channel.sifting is not None:
            channel.sifting.put(frame)
        else:
            self._send(frame)

    def _pass_on(self, channel: Channel[Identity], announcement: Announcement) -> None:
        if self._session.hears(channel.seat):
            self._outbox.put(self._board.broadcasts.text(announcement, self._vsn))

    async def _handle(self, handle: Handle) -> None:
        if not handle.seat.entered:
            raise Unmatched
        channel = self._channels[handle.seat.topic]
        response = await channel.route.handler.handle(channel, handle.frame.event, handle.payload)
        self._send(*self._session.answered(handle, response))

    async def _leave(self, leave: Leave) -> None:
        if leave.seat.entered:
            await self._say_left(self._channels[leave.seat.topic])
        self._send(*self._session.left(leave))

    async def _say_left(self, channel: Channel[Identity]) -> None:
        self._detach(channel.seat)
        try:
            await channel.route.handler.left(channel)
        except Exception:
            logger.exception("channel.left_crashed", **self._names(channel.topic))

    def _names(self, topic: str) -> dict[str, str]:
        """What a log line may say of a topic, with the account it is of, where that is known by now."""
        account_id, channel = self.socket.account_id, self._channels.get(topic)
        if account_id is None and channel is not None:
            account_id = channel.assigns.get("account_id")  # of a page, its join has found out
        return {"topic_kind": _kind(topic), **({} if account_id is None else {"account_id": str(account_id)})}

    def _detach(self, seat: Seat) -> None:
        """Stop hearing for this seat, and stop being seen through it."""
        channel = self._channels.get(seat.topic)
        if channel is not None and channel.seat is seat:
            del self._channels[seat.topic]
            self._board.hub.unsubscribe(seat.topic, self)
            channel.untrack()
            if channel.sifting is not None:
                channel.sifting.stop()

    def _send(self, *frames: Frame) -> None:
        # All are written before the first is sent: a reply that is no JSON crashes its channel and says nothing else.
        for data in [encode(frame, self._vsn) for frame in frames]:
            self._outbox.put(data)


def _kind(topic: str) -> str:
    """The part of a topic that may stand in a log; the rest may be all a customer needs to be let in."""
    return ascii(topic.partition(":")[0])
