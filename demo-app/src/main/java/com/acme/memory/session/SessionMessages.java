package com.acme.memory.session;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.UserSpace;
import java.time.Clock;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/** Layer 1: what is said in a session, in order. Thread-safe. */
public final class SessionMessages {
    /** All messages, as a limit. */
    public static final int ALL = Integer.MAX_VALUE;

    private final UserSpace space;
    private final Clock clock;

    public SessionMessages(UserSpace space, Clock clock) {
        this.space = space;
        this.clock = clock;
    }

    public String getUser() {
        return space.user();
    }

    public String getNamespace() {
        return space.namespace("sessions");
    }

    /** Puts a message behind the others; returns what the session has now. */
    public SessionSize add(String session, Role role, String content) {
        Inputs.name("session", session);
        Inputs.text("message", content);
        String json = UserSpace.json(new Message(role, content, clock.millis()));
        List<Object> sizes = space.write("the message for session " + session, transaction -> {
            transaction.rpush(space.key("session", session), json);
            transaction.incrBy(space.key("session-bytes", session), Inputs.bytes(content));
        });
        return new SessionSize((Long) sizes.get(0), (Long) sizes.get(1));
    }

    /** The newest messages of a session; none, if there is no such session. */
    public SessionSlice newest(String session, int limit) {
        Inputs.name("session", session);
        Inputs.limit(limit);
        String what = "the messages of session " + session;
        return space.read(what, redis -> {
            AbstractPipeline pipeline = redis.pipelined();
            return UserSpace.closing(pipeline::close, () -> {
                Response<List<String>> messages =
                        pipeline.lrange(space.key("session", session), limit == ALL ? 0 : -limit, -1);
                Response<String> bytes = pipeline.get(space.key("session-bytes", session));
                pipeline.sync();
                return new SessionSlice(
                        messages.get().stream()
                                .map(json -> space.parse(what, json, Message.class))
                                .toList(),
                        bytes.get() == null ? 0 : Long.parseLong(bytes.get()));
            });
        });
    }
}
