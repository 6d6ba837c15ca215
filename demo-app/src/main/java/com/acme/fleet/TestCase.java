package com.acme.fleet;

/**
 * One planned test.
 *
 * @param name what it promises, as "should <method> <subject>", such as {@code should create user}
 * @param priority {@code high}, {@code medium} or {@code low}
 */
public record TestCase(String name, String priority) {

    /** The method under test, such as {@code create}: the second word of the name. */
    String method() {
        String[] words = name.split(" ", 3);
        if (words.length < 3 || !words[0].equals("should")) {
            throw new IllegalArgumentException(
                    "The test name '" + name + "' is not of the form 'should <method> <subject>'.");
        }
        return words[1];
    }
}
