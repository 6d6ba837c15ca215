package com.acme.memory.facts;

import java.util.regex.Pattern;

/** The id of a fact: {@code AUTH-001}. */
final class FactId {
    static final Pattern FORM = Pattern.compile("[A-Z]{1,16}-\\d{1,6}");
    private static final String PREFIX = "PAF-";

    private FactId() {}

    /** The id without the prefix that some write before it, {@code PAF-AUTH-001}. */
    static String of(String written) {
        return check(written.startsWith(PREFIX) ? written.substring(PREFIX.length()) : written);
    }

    static String check(String id) {
        if (!FORM.matcher(id).matches()) {
            throw new IllegalArgumentException("The fact '" + (id.length() > 60 ? id.substring(0, 60) + "…" : id)
                    + "' is not usable: write it as AUTH-001, capital letters, a dash and digits.");
        }
        return id;
    }
}
