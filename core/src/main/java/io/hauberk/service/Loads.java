package io.hauberk.service;

/**
 * How calls are shared out among priorities and among zones. Pure.
 *
 * <p>Priorities as Envoy has them: {@code health(P) = min(100, 140 * healthy / all)}; each priority in turn takes its
 * health in percent of the calls until nothing is left; where all together cannot take everything, their shares are
 * scaled up to it.
 */
final class Loads {
    /** So much more than its even share a healthy endpoint may be expected to bear. */
    private static final double OVERPROVISIONING = 1.4;

    private Loads() {}

    /** How much of all calls a priority could bear, from 0 to 1. */
    static double health(int healthy, int size) {
        return size == 0 ? 0 : Math.min(1, OVERPROVISIONING * healthy / size);
    }

    /** How much all priorities could bear, from 0 to 1. */
    static double health(int[] healthy, int[] sizes) {
        double total = 0;
        for (int i = 0; i < sizes.length; i++) {
            total += health(healthy[i], sizes[i]);
        }
        return Math.min(1, total);
    }

    /** The share of each priority. Where nobody is healthy at all, by how many there are. */
    static double[] byPriority(int[] healthy, int[] sizes) {
        double total = health(healthy, sizes);
        double[] loads = new double[sizes.length];
        double left = 1;
        for (int i = 0; i < loads.length; i++) {
            loads[i] = total == 0
                    ? (double) sizes[i] / Math.max(1, sum(sizes))
                    : Math.min(left, health(healthy[i], sizes[i]) / total);
            left -= loads[i];
        }
        return loads;
    }

    private static int sum(int[] numbers) {
        int sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }

    /**
     * The share of each zone, ours being the first. Calls stay as far as our zone's part of the healthy weight reaches for
     * its part of the callers; the rest goes where there is more weight than callers.
     *
     * @param weights the healthy weight in each zone
     * @param callers the part of all callers that is in ours, from above 0 to 1; the others have even parts of the rest
     */
    static double[] byZone(double[] weights, double callers) {
        double[] shares = new double[weights.length];
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        if (total == 0) {
            return shares;
        }
        shares[0] = Math.min(1, weights[0] / total / callers);
        double others = (1 - callers) / Math.max(1, weights.length - 1);
        double spare = 0;
        for (int i = 1; i < weights.length; i++) {
            spare += Math.max(0, weights[i] / total - others);
        }
        for (int i = 1; i < weights.length && spare > 0; i++) {
            shares[i] = (1 - shares[0]) * Math.max(0, weights[i] / total - others) / spare;
        }
        return shares;
    }
}
