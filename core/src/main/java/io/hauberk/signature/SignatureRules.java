package io.hauberk.signature;

import io.hauberk.Request;
import io.hauberk.structured.InnerList;
import io.hauberk.structured.Item;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the filter asks of a signature. Immutable. */
record SignatureRules(
        List<String> components,
        @Nullable String tag,
        Duration window,
        boolean nonceRequired,
        int maxRemembered,
        boolean required,
        boolean forwarded,
        InstantSource clock) {
    /** How far the clock of a signer may be ahead of ours. */
    private static final long AHEAD_SECONDS = 60;

    static final List<String> STANDARD = List.of("@method", "@authority", "@path", "@query");

    static SignatureRules standard() {
        return new SignatureRules(
                STANDARD, null, Duration.ofMinutes(5), false, 200_000, true, true, InstantSource.system());
    }

    SignatureRules components(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "A signature that need not be over anything proves nothing. Name components.");
        }
        List<String> lower = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        lower.forEach(Components::requireName);
        return new SignatureRules(lower, tag, window, nonceRequired, maxRemembered, required, forwarded, clock);
    }

    SignatureRules tag(@Nullable String other) {
        return new SignatureRules(components, other, window, nonceRequired, maxRemembered, required, forwarded, clock);
    }

    SignatureRules window(Duration other) {
        if (other.toSeconds() < 1 || other.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException(
                    "The window of signatures is from one second to a day, but this one is " + other + ".");
        }
        return new SignatureRules(components, tag, other, nonceRequired, maxRemembered, required, forwarded, clock);
    }

    SignatureRules nonceRequired(boolean other) {
        return new SignatureRules(components, tag, window, other, maxRemembered, required, forwarded, clock);
    }

    SignatureRules maxRemembered(int number) {
        return new SignatureRules(components, tag, window, nonceRequired, number, required, forwarded, clock);
    }

    SignatureRules required(boolean other) {
        return new SignatureRules(components, tag, window, nonceRequired, maxRemembered, other, forwarded, clock);
    }

    SignatureRules forwarded(boolean other) {
        return new SignatureRules(components, tag, window, nonceRequired, maxRemembered, required, other, clock);
    }

    SignatureRules clock(InstantSource other) {
        return new SignatureRules(components, tag, window, nonceRequired, maxRemembered, required, forwarded, other);
    }

    /** What the signature should be and is not, as the name of a rule; null if all is there. */
    @Nullable String lacking(Request request, InnerList covered) {
        Set<String> names = names(covered);
        for (String component : components) {
            if (!names.contains(component)) {
                return "unsigned-component";
            }
        }
        if (request.body().length() != 0 && !names.contains("content-digest")) {
            return "unsigned-content";
        }
        String nonce = covered.parameters().get("nonce", String.class);
        if (nonceRequired && (nonce == null || nonce.isEmpty())) {
            return "no-nonce";
        }
        return time(covered);
    }

    private @Nullable String time(InnerList covered) {
        Long created = covered.parameters().get("created", Long.class);
        if (created == null) {
            return "no-creation-time";
        }
        long now = clock.instant().getEpochSecond();
        if (created > now + AHEAD_SECONDS || created < now - window.toSeconds()) {
            return "out-of-window";
        }
        boolean has = covered.parameters().has("expires");
        Long expires = covered.parameters().get("expires", Long.class);
        return has && (expires == null || expires <= now) ? "expired" : null;
    }

    /** The names of what is covered, with those of the parts that others cover whole. Parameters make it another thing. */
    private static Set<String> names(InnerList covered) {
        Set<String> names = new HashSet<>();
        for (Item item : covered.items()) {
            boolean plain =
                    item.parameters().values().keySet().stream().allMatch(key -> key.equals("bs") || key.equals("sf"));
            if (item.value() instanceof String name && plain) {
                names.add(name);
            }
        }
        if (names.contains("@target-uri")) {
            names.addAll(Set.of("@scheme", "@authority", "@path", "@query", "@request-target"));
        }
        if (names.contains("@request-target")) {
            names.addAll(Set.of("@path", "@query"));
        }
        return names;
    }
}
