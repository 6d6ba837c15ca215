package com.example;

/** Works until it is told to stop: one operation for every line on standard input. */
public final class ServerApp {

    private ServerApp() {}

    public static void main(String[] args) throws Exception {
        NotesMemoryStore notes = new NotesMemoryStore();
        notes.retrieve("before-attach");
        System.out.println("ready");
        var lines = new java.io.BufferedReader(new java.io.InputStreamReader(System.in, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            notes.retrieve(line);
            System.out.println("done " + line);
        }
    }
}
