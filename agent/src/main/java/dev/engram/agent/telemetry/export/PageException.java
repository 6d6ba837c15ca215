package dev.engram.agent.telemetry.export;

import java.io.IOException;

/** The endpoint answers with a page for people where OTLP has an answer for programs: nobody took the message. */
public final class PageException extends IOException {

    private static final long serialVersionUID = 1L;

    public PageException() {
        super("it answers with a web page");
    }
}
