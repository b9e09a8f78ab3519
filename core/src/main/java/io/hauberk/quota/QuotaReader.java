package io.hauberk.quota;

import io.hauberk.Settings;
import io.hauberk.key.By;
import io.hauberk.ratelimit.Cost;
import io.hauberk.store.Store;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code quota} of a configuration file. */
final class QuotaReader {
    private static final Set<String> WINDOWS = Set.of("calendar", "rolling", "flexible");
    private static final long MAX = 1_000_000_000_000L;
    private static final Quota FAULTY = Quota.of(1, Window.day());

    private final Settings settings;

    QuotaReader(Settings settings) {
        this.settings = settings;
    }

    Quota read() {
        By by = By.from(settings, By.caller());
        Store store = store();
        int keys = (int) settings.number("maxKeys", Quota.MAX_KEYS, 1, 100_000_000);
        Quota quota = settings.has("limits") ? several(by) : one(settings, by);
        if (quota == FAULTY) {
            return quota;
        }
        return store == null ? quota.maxKeys(keys) : quota.store(store, settings.scope());
    }

    private @Nullable Store store() {
        if (!settings.has("store")) {
            return null;
        }
        List<Store> stores = settings.named("store", Store.class);
        if (stores.size() > 1) {
            settings.fault("store", "A quota counts in one store, and this one names " + stores.size() + ".");
        }
        return stores.isEmpty() ? null : stores.get(0);
    }

    private Quota several(By by) {
        List<Quota> quotas = new ArrayList<>();
        for (Settings block : settings.blocks("limits")) {
            quotas.add(one(block, By.from(block, by)));
        }
        if (quotas.isEmpty()) {
            settings.fault("limits", "limits is empty. List at least one: [{ limit: 100, per: day }].");
        }
        if (quotas.isEmpty() || quotas.contains(FAULTY)) {
            return FAULTY;
        }
        try {
            return Quota.all(quotas.toArray(Quota[]::new));
        } catch (IllegalArgumentException e) {
            settings.fault("limits", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    private static Quota one(Settings block, By by) {
        long limit = block.number("limit", 1, 1, MAX);
        Cost cost = Cost.from(block);
        int warnAt = (int) block.number("warnAt", 0, 1, 100);
        boolean soft = block.word("enforce", "hard", Set.of("hard", "soft")).equals("soft");
        String name = block.text("name");
        List<String> routes = block.texts("routes");
        if (!block.has("limit")) {
            block.fault("limit", "A quota needs a limit: how much a caller may use, such as limit: 1000.");
        }
        Window window = window(block);
        if (window == null) {
            return FAULTY;
        }
        try {
            Quota read = Quota.of(limit, window).by(by).warnAt(warnAt).routes(routes.toArray(String[]::new));
            read = cost == null ? read : read.cost(cost);
            read = soft ? read.soft() : read;
            return name == null ? read : read.named(name);
        } catch (IllegalArgumentException e) {
            block.fault("limit", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    private static @Nullable Window window(Settings block) {
        String kind = block.word("window", "calendar", WINDOWS);
        if (kind.equals("calendar")) {
            return calendar(block);
        }
        for (String key : List.of("zone", "from")) {
            if (block.has(key)) {
                block.text(key);
                block.fault(
                        key,
                        "Only windows of a calendar have " + key + ", and this one is " + kind
                                + ". Remove one of them.");
            }
        }
        Duration length = block.period("per");
        if (length == null) {
            missing(block);
            return null;
        }
        return kind.equals("rolling") ? Window.rolling(length) : Window.flexible(length);
    }

    private static void missing(Settings block) {
        if (!block.has("per")) {
            block.fault("per", "A quota needs per: " + Window.WORDS + ", such as per: month.");
        }
    }

    private static @Nullable Window calendar(Settings block) {
        String per = block.text("per");
        LocalDate from = from(block);
        ZoneId zone = zone(block);
        if (per == null) {
            missing(block);
            return null;
        }
        try {
            Window window = calendar(per, from);
            return zone == null ? window : window.in(zone);
        } catch (IllegalArgumentException e) {
            block.fault("per", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static Window calendar(String per, @Nullable LocalDate from) {
        if (per.matches("[1-9][0-9]{0,4}d")) {
            if (from == null) {
                throw new IllegalArgumentException(
                        "\"" + per + "\" is no window of a calendar, unless it says from which"
                                + " date on: { per: 14d, from: 2026-01-05 }. For other times say window: rolling, or window: flexible.");
            }
            return Window.days(Integer.parseInt(per.substring(0, per.length() - 1)), from);
        }
        Window window = Window.calendar(per);
        return from == null ? window : window.from(from);
    }

    private static @Nullable LocalDate from(Settings block) {
        String text = block.text("from");
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            block.fault("from", "\"" + text + "\" is no date. Write year, month and day, such as 2026-01-15.");
            return null;
        }
    }

    private static @Nullable ZoneId zone(Settings block) {
        String text = block.text("zone");
        try {
            return text == null ? null : ZoneId.of(text);
        } catch (DateTimeException e) {
            block.fault("zone", "\"" + text + "\" is no time zone. Write one such as Europe/Berlin, or UTC.");
            return null;
        }
    }
}
