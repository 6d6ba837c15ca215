package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.console.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks on standard error, and reads the answer from standard input. */
final class Question {

    private Question() {}

    /**
     * Whether the answer is yes.
     *
     * @param question without the possible answers
     * @param done what was not done where nobody answers, as the beginning of a sentence
     * @throws Failure where nobody answers
     */
    static boolean isYes(String question, String done) throws Failure {
        System.err.print(question + " [y/N] ");
        String answer;
        try {
            answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        } catch (IOException e) {
            throw new Failure(done + ", for the answer cannot be read: " + e.getMessage() + ".", e);
        }
        if (answer == null) {
            throw new Failure(done + ", for there is nobody to ask; say --yes to delete them.");
        }
        return answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
