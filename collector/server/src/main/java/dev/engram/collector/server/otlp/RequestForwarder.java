package dev.engram.collector.server.otlp;

/** Where accepted requests go besides the store. Implementations are thread-safe. */
public interface RequestForwarder {

    /** Nowhere. */
    RequestForwarder NONE = new RequestForwarder() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void forward(Signal signal, Encoding encoding, byte[] body, int items) {}
    };

    /** Whether requests are forwarded at all. */
    boolean isOn();

    /**
     * Takes a request, before its sender is told that it is accepted. Never waits for another machine and never fails:
     * what cannot be kept is counted.
     *
     * @param body as it was received, without compression; not changed from now on by either side
     * @param items spans or metric points in it
     */
    void forward(Signal signal, Encoding encoding, byte[] body, int items);
}
