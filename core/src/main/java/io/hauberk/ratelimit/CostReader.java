package io.hauberk.ratelimit;

import io.hauberk.Allowance;
import io.hauberk.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code cost} of a limit: a number, or a block. */
final class CostReader {
    private CostReader() {}

    static @Nullable Cost read(Settings settings) {
        List<Settings> blocks = settings.blocks("cost", "base");
        if (blocks.size() != 1) {
            if (blocks.size() > 1) {
                settings.fault("cost", "A cost is one number or one block, not a list.");
            }
            return null;
        }
        Settings block = blocks.get(0);
        String header = block.text("header");
        String claim = block.text("claim");
        String response = block.text("response");
        Map<String, String> statuses = block.entries("status");
        if (header != null && claim != null) {
            block.fault("claim", "A cost is told by a header or by a claim, not by both. Remove one.");
        }
        if (header != null && claim == null) {
            block.warning(
                    "header",
                    "Clients choose the header " + header
                            + " themselves, so they may call each request cheap. Ignore this if an earlier filter sets it.");
        }
        boolean told = header != null || claim != null || response != null || !statuses.isEmpty();
        long base = block.number("base", 1, told ? 0 : 1, Allowance.MAX);
        Cost cost = told ? Cost.told(header, claim, response).base(base) : Cost.of(base);
        if (block.has("max")) {
            cost = cost.max(block.number("max", 1, 1, Allowance.MAX));
        }
        return statuses(block, statuses, cost);
    }

    private static Cost statuses(Settings block, Map<String, String> statuses, Cost read) {
        Cost cost = read;
        for (Map.Entry<String, String> entry : statuses.entrySet()) {
            try {
                cost = cost.status(
                        entry.getKey(), Long.parseLong(entry.getValue().strip()));
            } catch (NumberFormatException e) {
                block.fault("status", "The cost of status " + entry.getKey() + " is not a whole number such as 10.");
            } catch (IllegalArgumentException e) {
                block.fault("status", String.valueOf(e.getMessage()));
            }
        }
        return cost;
    }
}
