package io.hauberk;

/**
 * The head of a response: its status and its headers. Immutable.
 *
 * @param status the status code, 100 to 999
 * @param headers the header fields, in order
 */
public record Head(int status, Headers headers) {
    /** @throws IllegalArgumentException if the status has not three digits */
    public Head {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("A status has three digits, but this one is " + status + ".");
        }
    }

    /** This head with another status. */
    public Head withStatus(int status) {
        return new Head(status, headers);
    }

    /** This head with other headers. */
    public Head withHeaders(Headers headers) {
        return new Head(status, headers);
    }

    /** This head with the field set to one value, replacing what stood there. */
    public Head with(String name, String value) {
        return new Head(status, headers.with(name, value));
    }

    /** This head with one more value of the field. */
    public Head adding(String name, String value) {
        return new Head(status, headers.adding(name, value));
    }

    /** This head without the field. */
    public Head without(String name) {
        return headers.contains(name) ? new Head(status, headers.without(name)) : this;
    }
}
