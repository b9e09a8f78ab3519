package io.hauberk.structured;

/** A member of a list or a dictionary: an {@link Item} or an {@link InnerList}. Its text is its canonical form. */
public sealed interface Member permits Item, InnerList {
    /** Its parameters; often none. */
    Parameters parameters();
}
