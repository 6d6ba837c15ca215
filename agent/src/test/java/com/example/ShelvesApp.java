package com.example;

/** Keeps things in two libraries that no pack of the agent's own knows, and whose names are not those of memories. */
public final class ShelvesApp {

    private ShelvesApp() {}

    /** The first library's. */
    public static final class Shelf {
        public String put(String key) {
            return key;
        }
    }

    /** The second one's. */
    public static final class Box {
        public String take(String key) {
            return key;
        }
    }

    public static void main(String[] arguments) {
        System.out.println(new Shelf().put("tea") + new Box().take("cup"));
    }
}
