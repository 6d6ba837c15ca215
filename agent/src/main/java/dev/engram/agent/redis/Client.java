package dev.engram.agent.redis;

import dev.engram.agent.record.ClientLibrary;
import java.util.List;

/**
 * A client library, in all its versions.
 *
 * @param name as its users call it
 * @param needs what a version must have, so that it is woven
 * @param library what reads its objects
 */
public record Client(String name, List<Need> needs, ClientLibrary library) {

    public Client {
        needs = List.copyOf(needs);
    }
}
