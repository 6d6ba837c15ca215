package dev.engram.agent.rule;

import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds how a name is read of the objects of one class: first a field, so that nothing of the application runs, then an
 * accessor or getter. Not thread-safe; used once.
 *
 * <p>A field counts, whoever may see it, where it holds what the accessor of that name gives: no subclass overrides the
 * accessor, and its type is the field's, a wider one, or an {@link Optional} of it. An accessor is looked for in the class,
 * its superclasses and all their interfaces; the first that the agent may call counts, so that a class hidden in its module
 * is read through a public interface of it. Of the JDK's own classes only what is public is read.
 *
 * <p>Of a {@linkplain ProxyClasses proxy} no method is called. Its superclass' fields are read, if they refer to objects: a
 * number in a proxy that hands its calls on is 0 whatever its target holds.
 */
final class ReaderFinder {

    /** Types that hold a value which their owner's accessor takes out. */
    private static final List<Class<?>> HOLDERS = List.of(
            AtomicReference.class,
            Callable.class,
            Future.class,
            java.lang.ref.Reference.class,
            Supplier.class,
            ThreadLocal.class);

    private final Class<?> type;
    /** Without parentheses. */
    private final String name;

    private final String capital;

    /** Whether the rule's author asks for a method. */
    private final boolean isMethod;

    /** The type, or what a proxy's class stands for. */
    private final Class<?> written;

    /** Set when there is such a member but its module keeps it to itself. */
    private @Nullable Class<?> closed;

    private @Nullable String broken;

    /** Set where calling the method could hold the application's thread until something happens. */
    private boolean isWaiting;

    ReaderFinder(Class<?> type, String name) {
        this.type = type;
        this.isMethod = name.endsWith(Path.CALL);
        this.name = isMethod ? name.substring(0, name.length() - Path.CALL.length()) : name;
        this.capital = Character.toUpperCase(name.charAt(0)) + this.name.substring(1);
        this.written = ProxyClasses.written(type);
    }

    /**
     * The reader of a name.
     *
     * @param index the name as a number; -1 for another name
     * @return null when there is none; {@link #complaint} says why
     */
    @Nullable
    Reader find(int index) {
        boolean isProxy = written != type || ProxyClasses.isProxy(type);
        if (isMethod) {
            return isProxy ? null : method();
        }
        if (!isProxy) {
            if (Map.class.isAssignableFrom(type)) {
                return Reader.ofMap(name, name.equals(Step.SIZE));
            }
            if (index >= 0 && List.class.isAssignableFrom(type)) {
                return Reader.ofList(index);
            }
            if (index >= 0 && type.isArray()) {
                return Reader.ofArray(index);
            }
            Reader size = name.equals(Step.SIZE) ? Reader.ofSize(type) : null;
            if (size != null) {
                return size;
            }
        }
        try {
            Field field = field();
            Method accessor = accessor(field);
            if (field != null && (accessor == null || holdsWhatGives(field, accessor)) && isOpen(field)) {
                return isProxy && field.getType().isPrimitive() ? null : Reader.of(field);
            }
            return accessor == null || isProxy ? null : Reader.of(accessor);
        } catch (IllegalAccessException | RuntimeException | LinkageError thrown) {
            // For example a class that a signature names and that is not on the class path.
            broken = thrown.getClass().getName();
            return null;
        }
    }

    /** The public method that the rule names. */
    private @Nullable Reader method() {
        try {
            Method found = method(name, each -> Modifier.isPublic(each.getModifiers()));
            isWaiting = found != null && mayWait(found.getDeclaringClass());
            return found == null || isWaiting ? null : Reader.of(found);
        } catch (IllegalAccessException | RuntimeException | LinkageError thrown) {
            broken = thrown.getClass().getName();
            return null;
        }
    }

    /** A future's result, a queue's head: whoever takes it may wait for ever, and takes it away. */
    private static boolean mayWait(Class<?> declaring) {
        return isOfJdk(declaring) && declaring.getPackageName().startsWith("java.util.concurrent");
    }

    /** Why there is none, without a full stop. */
    String complaint() {
        if (broken != null) {
            return type.getName() + " cannot be looked into (" + broken + ")";
        }
        if (written != type || ProxyClasses.isProxy(type)) {
            return type.getName()
                    + " is a proxy's or mock's class, whose methods Engram does not call, and no superclass"
                    + " has a field '" + name + "' that can be read";
        }
        Class<?> hidden = closed;
        if (hidden != null) {
            return "'" + name + "' of " + hidden.getName() + " is closed, for " + hidden.getModule()
                    + " does not open the package " + hidden.getPackageName();
        }
        if (isWaiting) {
            return name + "() of " + type.getName() + " is not called, since it could wait";
        }
        if (isMethod) {
            return type.getName() + " has no public method " + name + "() without parameters that returns something";
        }
        if (Character.isDigit(name.charAt(0))) {
            return type.getName() + " is not a list, array or map, and has no element " + name;
        }
        return type.getName() + " has no readable field or map key '" + name + "', and no getter get" + capital + "()"
                + (hasMethod() ? "; it has a method: write " + name + Path.CALL : "");
    }

    private boolean hasMethod() {
        try {
            return method(name, each -> Modifier.isPublic(each.getModifiers())) != null;
        } catch (RuntimeException | LinkageError thrown) {
            return false;
        }
    }

    /** The nearest field of that name, whoever may see it. */
    private @Nullable Field field() {
        for (Class<?> each = written; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                    return field;
                }
            }
        }
        return null;
    }

    /** A method named like one of the class's fields reads it; any other might do anything. Records always pass. */
    private @Nullable Method accessor(@Nullable Field field) {
        Method method = field == null ? null : method(name, each -> true);
        method = method != null ? method : method("get" + capital, each -> true);
        return method != null ? method : method("is" + capital, ReaderFinder::isBoolean);
    }

    private static boolean holdsWhatGives(Field field, Method accessor) {
        if (!accessor.getDeclaringClass().isAssignableFrom(field.getDeclaringClass())) {
            return false;
        }
        Class<?> held = field.getType();
        Class<?> given = accessor.getReturnType();
        return held == given
                || isHeld(given, held)
                || (given == Optional.class && isHeld(content(accessor.getGenericReturnType()), held));
    }

    private static boolean isHeld(@Nullable Class<?> given, Class<?> held) {
        return given != null
                && given.isAssignableFrom(MethodType.methodType(held).wrap().returnType())
                && HOLDERS.stream().noneMatch(each -> each.isAssignableFrom(held));
    }

    /** What an Optional of this type holds; null where that is not said. */
    private static @Nullable Class<?> content(Type optional) {
        Type content = optional instanceof ParameterizedType known ? known.getActualTypeArguments()[0] : null;
        content = content instanceof ParameterizedType known ? known.getRawType() : content;
        return content instanceof Class<?> known ? known : null;
    }

    private static boolean isBoolean(Method method) {
        return method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
    }

    private @Nullable Method method(String method, Predicate<Method> wanted) {
        Deque<Class<?>> interfaces = new ArrayDeque<>();
        for (Class<?> each = written; each != null; each = each.getSuperclass()) {
            Method found = declared(each, method, wanted);
            if (found != null) {
                return found;
            }
            interfaces.addAll(Arrays.asList(each.getInterfaces()));
        }
        Set<Class<?>> seen = new HashSet<>();
        while (!interfaces.isEmpty()) {
            Class<?> each = interfaces.remove();
            if (seen.add(each)) {
                Method found = declared(each, method, wanted);
                if (found != null) {
                    return found;
                }
                interfaces.addAll(Arrays.asList(each.getInterfaces()));
            }
        }
        return null;
    }

    private @Nullable Method declared(Class<?> declaring, String method, Predicate<Method> wanted) {
        Method found;
        try {
            found = declaring.getDeclaredMethod(method);
        } catch (NoSuchMethodException absent) {
            return null;
        }
        boolean fits =
                !Modifier.isStatic(found.getModifiers()) && found.getReturnType() != void.class && wanted.test(found);
        return fits && isOpen(found, found.getModifiers(), declaring) ? found : null;
    }

    private boolean isOpen(Field field) {
        Class<?> declaring = field.getDeclaringClass();
        return (Modifier.isPublic(field.getModifiers()) || !isOfJdk(declaring))
                && isOpen(field, field.getModifiers(), declaring);
    }

    static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private boolean isOpen(AccessibleObject member, int modifiers, Class<?> declaring) {
        boolean isPublic = Modifier.isPublic(modifiers)
                && Modifier.isPublic(declaring.getModifiers())
                && declaring.getModule().isExported(declaring.getPackageName(), ReaderFinder.class.getModule());
        if (isPublic || member.trySetAccessible()) {
            return true;
        }
        closed = declaring;
        return false;
    }
}
