package com.acme.memory.management;

/** What a cycle is worth, by the manager's own formula. A report on many cycles has other prices, which are not this. */
public final class BusinessValue {
    private static final double MEGABYTE = 1 << 20;

    private BusinessValue() {}

    /**
     * In dollars: 50; 40 where the pressure is below 60; 0.20 for each MB freed; 0.15 for each MB that agents freed; 30 where the
     * confidence of the prediction is above 0.7; and 0.50 for each point of the efficiency.
     */
    public static double ofCycle(
            double pressure, long bytesFreed, long agentBytesFreed, double confidence, double efficiency) {
        return 50
                + (pressure < 60 ? 40 : 0)
                + 0.2 * bytesFreed / MEGABYTE
                + 0.15 * agentBytesFreed / MEGABYTE
                + (confidence > 0.7 ? 30 : 0)
                + 0.5 * efficiency;
    }
}
