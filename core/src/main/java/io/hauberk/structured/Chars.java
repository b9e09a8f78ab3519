package io.hauberk.structured;

/** Which characters may stand where. */
final class Chars {
    private Chars() {}

    static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean lower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean letter(int c) {
        return lower(c) || c >= 'A' && c <= 'Z';
    }

    static boolean keyStart(int c) {
        return lower(c) || c == '*';
    }

    static boolean key(int c) {
        return lower(c) || digit(c) || c == '_' || c == '-' || c == '.' || c == '*';
    }

    static boolean tokenStart(int c) {
        return letter(c) || c == '*';
    }

    static boolean token(int c) {
        return letter(c) || digit(c) || c > ' ' && c < 127 && "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
    }
}
