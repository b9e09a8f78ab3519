package io.hauberk.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A set of header names, some with a star at the end. Names are compared without case, and an underscore is a hyphen:
 * CGI and its heirs cannot tell them apart. Immutable; asking allocates nothing.
 */
final class HeaderNames {
    private static final String[] NONE = {};

    /** By length. */
    private final String[][] names;

    private final String[] beginnings;

    private HeaderNames(String[][] names, String[] beginnings) {
        this.names = names;
        this.beginnings = beginnings;
    }

    static HeaderNames of(String... names) {
        return of(List.of(names));
    }

    static HeaderNames of(Collection<String> patterns) {
        List<String> beginnings = new ArrayList<>();
        List<List<String>> byLength = new ArrayList<>();
        for (String pattern : patterns) {
            String name = pattern.toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.endsWith("*")) {
                beginnings.add(name.substring(0, name.length() - 1));
                continue;
            }
            while (byLength.size() <= name.length()) {
                byLength.add(List.of());
            }
            List<String> equallyLong = new ArrayList<>(byLength.get(name.length()));
            equallyLong.add(name);
            byLength.set(name.length(), equallyLong);
        }
        return new HeaderNames(
                byLength.stream().map(l -> l.toArray(NONE)).toArray(String[][]::new), beginnings.toArray(NONE));
    }

    boolean contains(String name) {
        int length = name.length();
        if (length < names.length) {
            for (String candidate : names[length]) {
                if (begins(name, candidate)) {
                    return true;
                }
            }
        }
        for (String beginning : beginnings) {
            if (length >= beginning.length() && begins(name, beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean begins(String name, String lower) {
        for (int i = lower.length() - 1; i >= 0; i--) { // names differ at their ends sooner than at their beginnings
            if (fold(name.charAt(i)) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int fold(char c) {
        return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }
}
