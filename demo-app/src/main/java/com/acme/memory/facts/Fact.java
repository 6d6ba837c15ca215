package com.acme.memory.facts;

import com.acme.memory.support.Inputs;

/**
 * A permanent architectural fact.
 *
 * @param id as in {@code AUTH-001}
 * @param description what holds
 * @param rationale why; empty where nobody says
 * @param status only an active one counts
 */
public record Fact(String id, String description, String rationale, FactStatus status) {

    public Fact {
        FactId.check(id);
        Inputs.text("description of " + id, description);
        Inputs.remark("rationale of " + id, rationale);
    }

    /** {@code AUTH} of {@code AUTH-001}. */
    public String category() {
        return id.substring(0, id.indexOf('-'));
    }

    Fact withStatus(FactStatus other) {
        return new Fact(id, description, rationale, other);
    }
}
