from cairnloop.kernel.hub import Announcement, Hub


class Ear:
    def __init__(self) -> None:
        self.heard: list[Announcement] = []

    def announce(self, announcement: Announcement) -> None:
        self.heard.append(announcement)


NEWS = Announcement("conversation:1", "shout", {"body": "ä"})


def test_subscribers_hear_their_own_topic_in_order() -> None:
    hub, here, there = Hub(), Ear(), Ear()
    hub.subscribe("conversation:1", here)
    hub.subscribe("conversation:2", there)
    more = Announcement("conversation:1", "shout", {"body": "b"})
    hub.publish([NEWS, more])
    assert here.heard == [NEWS, more]
    assert there.heard == []


def test_nobody_hears_a_thing_twice_or_after_leaving() -> None:
    hub, ear = Hub(), Ear()
    hub.subscribe("conversation:1", ear)
    hub.subscribe("conversation:1", ear)
    hub.publish([NEWS])
    hub.unsubscribe("conversation:1", ear)
    hub.unsubscribe("conversation:1", ear)
    hub.unsubscribe("never seen", ear)
    hub.publish([NEWS])
    assert ear.heard == [NEWS]
    assert hub.topics() == 0


def test_a_subscriber_may_leave_while_it_hears() -> None:
    hub = Hub()

    class Leaver(Ear):
        def announce(self, announcement: Announcement) -> None:
            super().announce(announcement)
            hub.unsubscribe(announcement.topic, self)

    ears = [Leaver(), Leaver()]
    for ear in ears:
        hub.subscribe("conversation:1", ear)
    hub.publish([NEWS, NEWS])
    assert [len(ear.heard) for ear in ears] == [1, 1]


def test_the_payload_is_encoded_once() -> None:
    assert NEWS.encoded == '{"body":"ä"}'.encode()
    assert NEWS.encoded is NEWS.encoded
