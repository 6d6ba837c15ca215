package dev.engram.collector.otlp;

/** Where accepted requests go besides the store. Implementations are thread-safe. */
public interface Onward {

    /** Nowhere. */
    Onward NONE = new Onward() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void pass(Signal signal, Encoding encoding, byte[] body, int items) {}
    };

    /** Whether requests go on at all. */
    boolean isOn();

    /**
     * Takes a request, before its sender is told that it is accepted. Never waits for another machine and never fails:
     * what cannot be kept is counted.
     *
     * @param body as it was received, without compression; not changed from now on by either side
     * @param items spans or metric points in it
     */
    void pass(Signal signal, Encoding encoding, byte[] body, int items);
}
