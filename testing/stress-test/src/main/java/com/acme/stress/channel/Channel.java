package com.acme.stress.channel;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Where the fork writes its messages: its standard output, a line at a time, past the buffers of {@link System#out}. A message
 * that there is no memory for is lost, and the run goes on. Thread-safe.
 */
public final class Channel {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    public void tell(Message message) {
        try {
            byte[] line = (Lines.of(message) + "\n").getBytes(StandardCharsets.UTF_8);
            synchronized (out) {
                out.write(line);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Nobody reads the results any more: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            // the load is what this run is about; the next message may find room again
            Thread.onSpinWait();
        }
    }
}
