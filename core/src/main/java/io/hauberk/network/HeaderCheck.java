package io.hauberk.network;

/** The characters that header names and values may have (RFC 9110 §5). */
final class HeaderCheck {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (int c = 0; c < 128; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }

    private HeaderCheck() {}

    static boolean isTokenChar(char c) {
        return c < 128 && TOKEN[c];
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Whether it has nothing that could end the line or the text. Containers refuse other control characters, too;
     * these three are looked for again, since one that slips through is another request. Three searches that the JVM
     * does in vectors take half as long as one loop over the characters.
     */
    static boolean isValue(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf('\0') < 0;
    }
}
