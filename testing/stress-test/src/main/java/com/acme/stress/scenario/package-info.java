/** The ten scenarios. */
@NullMarked
package com.acme.stress.scenario;

import org.jspecify.annotations.NullMarked;
