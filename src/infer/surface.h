/* infer/surface.h - makes a trial's evidence surface from its model and nodes. */
#ifndef INFER_SURFACE_H
#define INFER_SURFACE_H

#include "infer/nodes.h"
#include "unknot/surface.h"

/* Owner: caller; kn_surface_free(). NULL only with *err filled. */
kn_surface *kn_surface_new(const kn_model *model, const kn_nodes *nodes, kn_error *err);

#endif
