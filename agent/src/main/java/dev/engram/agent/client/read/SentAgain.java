package dev.engram.agent.client.read;

import org.jspecify.annotations.Nullable;

/** Stands for the failure of an attempt where the library has no exception of its own for it. Has no stack trace. */
public final class SentAgain extends Exception {

    private static final long serialVersionUID = 1;

    private final transient CommandReader.@Nullable Redirect redirect;

    /**
     * A failure.
     *
     * @param redirect where the command is sent then; null when it is sent for another reason
     */
    public SentAgain(CommandReader.@Nullable Redirect redirect) {
        super(null, null, false, false);
        this.redirect = redirect;
    }

    CommandReader.@Nullable Redirect redirect() {
        return redirect;
    }
}
