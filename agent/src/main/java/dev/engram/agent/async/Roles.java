package dev.engram.agent.async;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Stands for the application's subscribers and subscriptions: for each an object that has those of its interfaces by which
 * the libraries know what it is. What is known of a class is kept with the class.
 */
final class Roles {

    private static final Set<String> SUBSCRIBERS = Set.of(
            "java.util.concurrent.Flow$Subscriber",
            "org.reactivestreams.Subscriber",
            // The same with Reactor's context.
            "reactor.core.CoreSubscriber",
            // To others RxJava adds checks that it does not need among its own.
            "io.reactivex.rxjava3.core.FlowableSubscriber",
            "io.reactivex.rxjava3.core.Observer",
            "io.reactivex.rxjava3.core.SingleObserver",
            "io.reactivex.rxjava3.core.MaybeObserver",
            "io.reactivex.rxjava3.core.CompletableObserver",
            "io.reactivex.FlowableSubscriber",
            "io.reactivex.Observer",
            "io.reactivex.SingleObserver",
            "io.reactivex.MaybeObserver",
            "io.reactivex.CompletableObserver");

    private static final Set<String> SUBSCRIPTIONS = Set.of(
            "java.util.concurrent.Flow$Subscription",
            "org.reactivestreams.Subscription",
            "io.reactivex.rxjava3.disposables.Disposable",
            "io.reactivex.disposables.Disposable");

    static final Roles SUBSCRIBER = new Roles(SUBSCRIBERS);
    static final Roles SUBSCRIPTION = new Roles(SUBSCRIPTIONS);

    private final ClassValue<Class<?>[]> interfaces;

    private Roles(Set<String> names) {
        interfaces = new ClassValue<>() {
            @Override
            protected Class<?>[] computeValue(Class<?> type) {
                return named(type, names);
            }
        };
    }

    private static Class<?>[] named(Class<?> type, Set<String> names) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            collect(each, all);
        }
        List<Class<?>> known = new ArrayList<>();
        for (Class<?> each : all) {
            if (names.contains(each.getName())) {
                known.add(each);
            }
        }
        return known.toArray(new Class<?>[0]);
    }

    private static void collect(Class<?> type, Set<Class<?>> all) {
        for (Class<?> each : type.getInterfaces()) {
            if (all.add(each)) {
                collect(each, all);
            }
        }
    }

    /** Whether {@code object} can be stood for. */
    boolean isPlayedBy(Object object) {
        return interfaces.get(object.getClass()).length > 0;
    }

    /** An object in the place of {@code original}. */
    Object standIn(Object original, InvocationHandler handler) {
        Class<?> type = original.getClass();
        return Proxy.newProxyInstance(type.getClassLoader(), interfaces.get(type), handler);
    }
}
