package dev.engram.agent.rule;

import java.lang.reflect.Proxy;

/**
 * Tells the classes that mocking and proxy libraries make at run time: Mockito, EasyMock, Spring, CGLIB, Byte Buddy,
 * Hibernate, Javassist, CDI, and the JDK's {@link Proxy}. Their methods belong to an interceptor, which counts the calls or
 * acts on them. Stateless.
 */
public final class ProxyClasses {

    /** What these libraries write into the names of their classes. */
    private static final String[] MARKS = {
        "$MockitoMock$",
        "$EasyMock$",
        "$$SpringCGLIB$$",
        "$$EnhancerBy",
        "$$FastClassBy",
        "$ByteBuddy$",
        "$HibernateProxy$",
        "$HibernateBasicProxy$",
        "_$$_jvst",
        "_$$_javassist",
        "$$_WeldClientProxy",
        "$$OwbNormalScopeProxy",
        // Of Quarkus' ArC.
        "_ClientProxy",
    };

    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isProxy(type);
        }
    };

    private ProxyClasses() {}

    /** Whether the object is a proxy, a mock or a spy, of which no method may be called. */
    public static boolean isProxyOrMock(Object object) {
        return KNOWN.get(object.getClass()) || InlineMocks.isMock(object);
    }

    /** Whether such a library made the class, or anybody else who hid it; the classes of lambdas are none of these. */
    public static boolean isProxy(Class<?> type) {
        String name = type.getName();
        if (Proxy.isProxyClass(type) || (type.isHidden() && !name.contains("$$Lambda"))) {
            return true;
        }
        for (String mark : MARKS) {
            if (name.contains(mark)) {
                return true;
            }
        }
        return false;
    }

    /** The class itself, or of a proxy's class the nearest superclass that is none. */
    static Class<?> written(Class<?> type) {
        Class<?> written = type;
        for (Class<?> above = type; above != null && isProxy(written); above = above.getSuperclass()) {
            written = above;
        }
        return written;
    }
}
