package io.hauberk.key;

import io.hauberk.Caller;
import io.hauberk.Request;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One thing that a request may tell about its caller. */
abstract class Source {
    /** Where nothing is known, all callers are one. */
    static final Source NOBODY = new Source("nobody in particular") {
        @Override
        boolean there(Request request) {
            return true;
        }

        @Override
        long mix(Request request, long k0, long k1) {
            return SipHash.of(k0, k1, 0);
        }

        @Override
        String text(Request request) {
            return "";
        }
    };

    static final Source EVERYONE = new Source("everyone") {
        @Override
        boolean there(Request request) {
            return true;
        }

        @Override
        long mix(Request request, long k0, long k1) {
            return SipHash.of(k0, k1, 1);
        }

        @Override
        String text(Request request) {
            return "";
        }
    };

    static final Source ADDRESS = new Source("address") {
        @Override
        boolean there(Request request) {
            return request.exchange().caller().address() != null;
        }

        @Override
        long mix(Request request, long k0, long k1) {
            return Network.mix(orEmpty(request.exchange().caller().address()), k0, k1);
        }

        @Override
        String text(Request request) {
            return Network.text(orEmpty(request.exchange().caller().address()));
        }

        @Override
        String shown(Request request) {
            return name()
                    + ' '
                    + Network.shown(orEmpty(request.exchange().caller().address()));
        }
    };

    /** A subject means something only together with who vouches for it. */
    static final Source PRINCIPAL = new Source("principal") {
        @Override
        boolean there(Request request) {
            return request.exchange().caller().principal() != null;
        }

        @Override
        long mix(Request request, long k0, long k1) {
            Caller caller = request.exchange().caller();
            long issuer = SipHash.of(k0, k1, orEmpty(caller.issuer()));
            return SipHash.of(k0 ^ issuer, k1, orEmpty(caller.principal()));
        }

        @Override
        String text(Request request) {
            Caller caller = request.exchange().caller();
            String issuer = orEmpty(caller.issuer());
            return issuer.length() + ":" + issuer + orEmpty(caller.principal());
        }

        @Override
        boolean aboutCaller() {
            return true;
        }
    };

    static final Source CONSUMER = new Text("consumer") {
        @Override
        @Nullable String value(Request request) {
            return request.exchange().caller().consumer();
        }

        @Override
        boolean aboutCaller() {
            return true;
        }
    };

    static final Source ROUTE = new Text("route") {
        @Override
        @Nullable String value(Request request) {
            return request.exchange().route();
        }

        @Override
        String shown(Request request) {
            return name() + ' ' + text(request);
        }
    };

    private final String name;

    Source(String name) {
        this.name = name;
    }

    /** A header field that stands once in a request; a repeated one could be read in two ways, and counts as missing. */
    static Source header(String field) {
        return new Header(field);
    }

    /** A claim, found as {@link io.hauberk.Caller#claim} does. */
    static Source claim(String claim) {
        return new Claim(claim);
    }

    static Source of(String name, Function<Caller, @Nullable String> value) {
        return new Text(name) {
            @Override
            @Nullable String value(Request request) {
                return value.apply(request.exchange().caller());
            }

            @Override
            boolean aboutCaller() {
                return true;
            }
        };
    }

    /** Whether the request tells it. */
    abstract boolean there(Request request);

    /** Hashes what the request tells, under a key. Called only where it is there. */
    abstract long mix(Request request, long k0, long k1);

    /** What the request tells, the same in every process, for others to hash. Called only where it is there. */
    abstract String text(Request request);

    /** Whether it is known only once somebody has found out who calls. */
    boolean aboutCaller() {
        return false;
    }

    /** What a request tells, for people; no secret, and nothing that a client chose. Called only where it is there. */
    String shown(Request request) {
        return name;
    }

    /** Whether a client may choose it freely. */
    boolean chosenByClient() {
        return false;
    }

    /** What messages call it. */
    String name() {
        return name;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private abstract static class Text extends Source {
        Text(String name) {
            super(name);
        }

        abstract @Nullable String value(Request request);

        @Override
        boolean there(Request request) {
            return value(request) != null;
        }

        @Override
        long mix(Request request, long k0, long k1) {
            return SipHash.of(k0, k1, orEmpty(value(request)));
        }

        @Override
        String text(Request request) {
            return orEmpty(value(request));
        }
    }

    private static final class Header extends Text {
        private final String field;

        Header(String field) {
            super("header " + field);
            this.field = field;
        }

        @Override
        @Nullable String value(Request request) {
            String value = null;
            var headers = request.headers();
            for (int i = 0; i < headers.size(); i++) {
                if (headers.name(i).equalsIgnoreCase(field)) {
                    if (value != null) {
                        return null;
                    }
                    value = headers.value(i);
                }
            }
            return value == null || value.isEmpty() ? null : value;
        }

        @Override
        boolean chosenByClient() {
            return true;
        }
    }

    private static final class Claim extends Text {
        private final String claim;

        Claim(String claim) {
            super("claim " + claim);
            this.claim = claim;
        }

        @Override
        @Nullable String value(Request request) {
            Object value = request.exchange().caller().claim(claim);
            return value == null ? null : value.toString();
        }

        @Override
        boolean aboutCaller() {
            return true;
        }
    }
}
