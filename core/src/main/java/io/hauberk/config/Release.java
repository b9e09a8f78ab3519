package io.hauberk.config;

/** Which files this version of the library reads. */
final class Release {
    /** The newest library version whose files are understood; a preview of a version reads that version's files. */
    static final String LANGUAGE = "1.0";

    private Release() {}

    /** Whether this library is at least the version that a file needs; false for what is no version. */
    static boolean satisfies(String needed) {
        String[] have = LANGUAGE.split("\\.", -1);
        String[] want = needed.strip().split("\\.", -1);
        int compared = 0;
        for (int i = 0; i < want.length; i++) {
            Long number = want[i].chars().allMatch(c -> c >= '0' && c <= '9') ? Typed.whole(want[i]) : null;
            if (number == null) {
                return false;
            }
            long ours = i < have.length ? Long.parseLong(have[i]) : 0;
            compared = compared != 0 ? compared : Long.compare(ours, number);
        }
        return compared >= 0;
    }
}
