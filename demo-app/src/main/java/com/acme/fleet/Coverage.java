package com.acme.fleet;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * How much of the code the tests reach, in percent.
 *
 * @param lines lines, 0 to 100
 * @param branches branches, 0 to 100
 * @param functions functions, 0 to 100
 */
public record Coverage(double lines, double branches, double functions) {

    /** The mean of each figure, to one decimal; of none, zeros. */
    static Coverage mean(Collection<Coverage> all) {
        return new Coverage(mean(all, Coverage::lines), mean(all, Coverage::branches), mean(all, Coverage::functions));
    }

    private static double mean(Collection<Coverage> all, ToDoubleFunction<Coverage> figure) {
        return Math.round(all.stream().mapToDouble(figure).average().orElse(0) * 10) / 10.0;
    }
}
