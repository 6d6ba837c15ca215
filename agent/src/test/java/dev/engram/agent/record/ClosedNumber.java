package dev.engram.agent.record;

/** A result that throws when it is asked for its value. */
final class ClosedNumber extends Number {

    private static final long serialVersionUID = 1;

    private static IllegalStateException closed() {
        return new IllegalStateException("session closed");
    }

    @Override
    public int intValue() {
        throw closed();
    }

    @Override
    public long longValue() {
        throw closed();
    }

    @Override
    public float floatValue() {
        throw closed();
    }

    @Override
    public double doubleValue() {
        throw closed();
    }
}
