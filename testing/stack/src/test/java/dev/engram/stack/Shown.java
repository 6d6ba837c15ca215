package dev.engram.stack;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link Showing}, which the first of them waits for and which ends after the last. */
final class Shown implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Showing.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Showing.class, key -> start(), Showing.class);
    }

    private static Showing start() {
        try {
            return new Showing();
        } catch (Exception e) {
            throw new AssertionError("The real stack could not be shown: " + e.getMessage(), e);
        }
    }
}
