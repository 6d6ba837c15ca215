package dev.engram.agent.trace;

import org.jspecify.annotations.Nullable;

/**
 * A number of a primitive type that stands for its box, so that recording a call allocates none: woven code hands over the
 * bits, {@link TraceStack#unboxed} keeps them until the call is over, and the ring's consumer boxes them.
 *
 * <p>Each belongs to one place of one thread's {@link TraceStack} and changes with the next call there. What is kept longer
 * than the call is kept as {@link #boxed}. Used by its thread only.
 */
public final class Unboxed extends Number {

    private static final long serialVersionUID = 1;

    /** The primitive type. In the ring a type stands where the box would stand, and the bits lie beside it. */
    public enum Type {
        SHORT,
        INT,
        LONG,
        FLOAT,
        DOUBLE;

        /**
         * The type of a descriptor's character.
         *
         * @throws IllegalArgumentException for the character of another type
         */
        public static Type of(char descriptor) {
            return switch (descriptor) {
                case 'S' -> SHORT;
                case 'I' -> INT;
                case 'J' -> LONG;
                case 'F' -> FLOAT;
                case 'D' -> DOUBLE;
                default -> throw new IllegalArgumentException("No number: " + descriptor);
            };
        }

        /** The box that the application's compiler would have made; allocates. */
        public Number box(long bits) {
            return switch (this) {
                case SHORT -> (short) bits;
                case INT -> (int) bits;
                case LONG -> bits;
                case FLOAT -> (float) Double.longBitsToDouble(bits);
                case DOUBLE -> Double.longBitsToDouble(bits);
            };
        }
    }

    private Type type = Type.LONG;
    private long bits;

    Unboxed() {}

    /**
     * Sets the number.
     *
     * @param given a whole number as it is, a float or double as {@link Double#doubleToRawLongBits} gives it
     */
    Unboxed set(Type next, long given) {
        type = next;
        bits = given;
        return this;
    }

    public Type type() {
        return type;
    }

    public long bits() {
        return bits;
    }

    /** A number that may be kept: {@code value} itself, or its box where it is an {@code Unboxed}. */
    public static @Nullable Object boxed(@Nullable Object value) {
        return value instanceof Unboxed number ? number.type.box(number.bits) : value;
    }

    private boolean isFraction() {
        return type == Type.FLOAT || type == Type.DOUBLE;
    }

    @Override
    public int intValue() {
        return (int) longValue();
    }

    @Override
    public long longValue() {
        return isFraction() ? (long) Double.longBitsToDouble(bits) : bits;
    }

    @Override
    public float floatValue() {
        return (float) doubleValue();
    }

    @Override
    public double doubleValue() {
        return isFraction() ? Double.longBitsToDouble(bits) : bits;
    }

    /** As the boxes are equal: the same type and the same number. Another may be a box. */
    @Override
    @SuppressWarnings("EqualsUnsafeCast")
    public boolean equals(@Nullable Object other) {
        return other instanceof Unboxed number
                ? type == number.type && bits == number.bits
                : other != null && type.box(bits).equals(other);
    }

    @Override
    public int hashCode() {
        return type.box(bits).hashCode();
    }

    @Override
    public String toString() {
        return type.box(bits).toString();
    }
}
