package io.hauberk.network;

/**
 * How large the head of a request may be: what is beyond is refused with 414 (the target) or 431 (header fields, RFC 6585).
 * Sizes are in characters, which are bytes on the wire, of names and values without what separates them. A container has
 * limits of its own, and refuses what is beyond those before it reaches us. Immutable.
 *
 * @param uri the longest path and query together. Default: 8,192
 * @param headers the greatest number of header fields. Default: 100
 * @param headerSize the longest field, name and value. Default: 16,384
 * @param headersSize the size of all fields together. Default: 65,536
 */
public record HeadLimits(int uri, int headers, int headerSize, int headersSize) {
    private static final HeadLimits STANDARD = new HeadLimits(8 * 1024, 100, 16 * 1024, 64 * 1024);

    /** Refuses limits below 1. */
    public HeadLimits {
        if (uri < 1 || headers < 1 || headerSize < 1 || headersSize < 1) {
            throw new IllegalArgumentException("The limits of a head are 1 or more, but these are " + uri + ", "
                    + headers + ", " + headerSize + " and " + headersSize + ".");
        }
    }

    /** The defaults. */
    public static HeadLimits standard() {
        return STANDARD;
    }

    /** With another limit for path and query together. */
    public HeadLimits uri(int characters) {
        return new HeadLimits(characters, headers, headerSize, headersSize);
    }

    /** With another number of fields. */
    public HeadLimits headers(int number) {
        return new HeadLimits(uri, number, headerSize, headersSize);
    }

    /** With another limit for each field. */
    public HeadLimits headerSize(int characters) {
        return new HeadLimits(uri, headers, characters, headersSize);
    }

    /** With another limit for all fields together. */
    public HeadLimits headersSize(int characters) {
        return new HeadLimits(uri, headers, headerSize, characters);
    }
}
