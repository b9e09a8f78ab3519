package io.hauberk.network;

/** What makes a raw path ambiguous, so that two readers could take it for two different things. */
public enum PathFlaw {
    /** It does not begin with a slash. */
    RELATIVE("does not begin with a slash"),
    /** It has {@code //}. */
    EMPTY_ELEMENT("has an empty element (//)"),
    /** It has {@code .} or {@code ..} as an element, encoded or not. */
    DOT_SEGMENT("has a dot segment (. or ..)"),
    /** It has a backslash, encoded or not. */
    BACKSLASH("has a backslash"),
    /** It has a semicolon, encoded or not. */
    PARAMETER("has a path parameter (;)"),
    /** It has {@code #} or {@code ?}, which end a path. */
    DELIMITER("has a character that ends a path (# or ?)"),
    /** It has a control character or a space, encoded controls included. */
    CONTROL("has a control character or a space"),
    /** It has a byte beyond ASCII that is not percent-encoded. */
    NOT_ASCII("has a character beyond ASCII that is not percent-encoded"),
    /** It has a percent sign without two hexadecimal digits. */
    BAD_ESCAPE("has a percent sign without two hexadecimal digits"),
    /** Its escapes are no valid UTF-8: overlong, cut off, a surrogate, or beyond Unicode. */
    BAD_UTF8("has escapes that are not valid UTF-8"),
    /** It has an encoded percent sign that makes another escape when it is decoded. */
    DOUBLE_ENCODED("is encoded twice");

    private final String sentence;

    PathFlaw(String sentence) {
        this.sentence = sentence;
    }

    /** What is wrong, as the rest of a sentence that begins with "The path". */
    public String sentence() {
        return sentence;
    }
}
