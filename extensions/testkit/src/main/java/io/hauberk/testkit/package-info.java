/** What tests of filters and adapters need: contract suites, fakes and virtual time. */
@NullMarked
package io.hauberk.testkit;

import org.jspecify.annotations.NullMarked;
