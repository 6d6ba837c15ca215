package com.example;

/** Uses a class that the JVM's verifier refuses, as an application with a broken library does. It knows nothing of Engram. */
public final class BrokenClassApp {

    private BrokenClassApp() {}

    /**
     * Loads a class and says how that went.
     *
     * @param args the name of the class
     */
    public static void main(String[] args) throws ClassNotFoundException {
        try {
            Class.forName(args[0]);
            System.out.println("loaded");
        } catch (VerifyError refused) {
            System.out.println("refused");
        }
    }
}
