package com.example;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the same memory class in a hundred class loaders, uses each, lets go of them, and prints how many are still there
 * once the garbage collector had its chances. It knows nothing of Engram.
 */
public final class LoadersApp {

    private static final int LOADERS = 100;
    private static final int CHANCES = 100;

    private LoadersApp() {}

    public static void main(String[] args) throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < LOADERS; i++) {
            loaders.add(use("key-" + i));
        }
        long left = LOADERS;
        for (int i = 0; i < CHANCES && left > 0; i++) {
            System.gc();
            Thread.sleep(50);
            left = loaders.stream().filter(each -> each.get() != null).count();
        }
        System.out.println("left " + left);
    }

    private static WeakReference<ClassLoader> use(String key) throws ReflectiveOperationException {
        ClassLoader loader = new OwnLoader();
        Constructor<?> constructor =
                loader.loadClass(LoadMemoryStore.class.getName()).getConstructor();
        Object store = constructor.newInstance();
        if (store instanceof LoadMemoryStore) {
            throw new IllegalStateException("The class came from the application's loader.");
        }
        Class<?> type = store.getClass();
        // The value is of the loader's own class too.
        type.getMethod("store", String.class, Object.class).invoke(store, key, constructor.newInstance());
        if (type.getMethod("retrieve", String.class).invoke(store, key) == null) {
            throw new IllegalStateException("The value is not there.");
        }
        return new WeakReference<>(loader);
    }

    /** Defines the memory class itself, and asks its parent for all others. */
    private static final class OwnLoader extends ClassLoader {
        OwnLoader() {
            super(LoadersApp.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(LoadMemoryStore.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
