package dev.engram.agent.async;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes proxies of the application's subscribers and subscriptions. A proxy has those of the object's interfaces by which the
 * libraries know what it is. What is known of a class is kept with the class.
 */
final class ProxyInterfaces {

    private static final Set<String> SUBSCRIBERS = Set.of(
            "java.util.concurrent.Flow$Subscriber",
            "org.reactivestreams.Subscriber",
            // The same with Reactor's context.
            "reactor.core.CoreSubscriber",
            // Mutiny's context. Without its own signals, since it gives others the standard ones.
            "io.smallrye.mutiny.subscription.ContextSupport",
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

    static final ProxyInterfaces SUBSCRIBER = new ProxyInterfaces(SUBSCRIBERS);
    static final ProxyInterfaces SUBSCRIPTION = new ProxyInterfaces(SUBSCRIPTIONS);

    private final ClassValue<Class<?>[]> interfaces;

    private ProxyInterfaces(Set<String> names) {
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

    /** Whether {@code object} has one of the interfaces, so that there can be a proxy of it. */
    boolean areImplementedBy(Object object) {
        return interfaces.get(object.getClass()).length > 0;
    }

    /** A proxy of {@code original}. */
    Object newProxy(Object original, InvocationHandler handler) {
        Class<?> type = original.getClass();
        return Proxy.newProxyInstance(type.getClassLoader(), interfaces.get(type), handler);
    }
}
