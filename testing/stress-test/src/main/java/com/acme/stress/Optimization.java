package com.acme.stress;

/**
 * One optimization that was carried out.
 *
 * @param seconds since the load began
 * @param kind the strategy
 * @param priority 1 to 10
 * @param succeeded whether it did what it says
 * @param freedMb by measuring before and after
 * @param millis how long it took
 */
public record Optimization(
        double seconds, String kind, int priority, boolean succeeded, double freedMb, double millis) {}
