//! French.

use super::Language;

pub(super) const FR: Language = Language {
    tag: "fr",
    stop: "a afin ah ai aie ainsi ait alors après as assez au aucun aucune aujourd'hui auquel aurai aurait aussi autant autour autre autres aux avaient avais avait avant avec avez \
        avoir avons ayant bah beaucoup ben bien bon bonjour bonne bref c ça car ce ceci cela celle celles celui cent cependant certain certaine certains ces cet cette ceux chaque \
        chez ci cinq combien comme comment contre d dans de déjà demande depuis derrière des désormais deux devant devrait dire dis disait dit dix donc donne donner dont du dès effectivement elle elles \
        en encore enfin ensuite entre es est et étaient étais était étant été être eu euh eux evidemment évidemment exactement faire fais faisait fait faites fallait faut finalement font fois \
        forcément genre grand grande grands grâce gros hein hier hors hum ici il ils j je jamais jusqu jusque juste l la là laquelle le lequel les lesquels leur leurs lors lorsque \
        lui m ma maintenant mais malgré me mes mettre mieux mis même mêmes moi moins mon mot même n ne ni niveau non nos notamment notre nous nouveau nouveaux nouvelle nouvelles on ont ou où ouais oui \
        par parce pareil parle parler parfois partir pas passe passer peine pendant pense penser petit petite petits peu peut peut-être peuvent peux plein plus plusieurs plutôt pour pourquoi pourtant pouvait pouvez pouvoir \
        premier première prendre près presque pris puis puisque pu quand quatre que quel quelle quelles quelqu'un quelque quelques quels qui quoi quoique rien s sa sais sait sans se selon sera serait \
        ses seul seule seulement si sinon soi soit sommes son sont sous souvent suis suite super sur surtout t ta tandis tant te tel telle tellement tes toi ton toujours tous tout toute toutes \
        très trois trop trouve trouver tu un une va vais vas venir vers veut veux via vient viens voici voilà voir vois voit vont vos votre voulait vouloir vous vrai vraiment vu y \
        merci accord d'accord carrément franchement justement simplement quoi ok dernière dernier savoir six sept huit neuf mille million millions année années",
    weak: "an ans année années chose choses côté cas exemple façon fin fond gens heure heures histoire homme hommes femme femmes idée idées jour jours lieu manière mec mois moment monde mots nombre nom partie personne personnes petit \
        point problème problèmes question questions raison reste sens semaine semaines sorte sujet sujets temps truc trucs type types vie ville vue émission épisode podcast auditeurs travail pays enfant enfants besoin envie place main tête yeux part \
        lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre pourcent euros",
    connectors: "de du des d la à",
    determiners: "le la les l un une des du au aux ce cet cette ces mon ma mes ton ta son sa ses notre nos votre vos leur leurs chaque aucun",
    verb_cues: "je tu il elle on nous vous ils elles ne pas peut peux pouvait doit dois va vais veut veux faut pour j n s qui",
    degree: "très si trop plus assez vraiment tellement super extrêmement complètement totalement absolument particulièrement",
    negations: "pas jamais rien aucun aucune personne sans ni ne non guère",
    positive: "bon bonne meilleur meilleure beau belle super génial excellent parfait magnifique formidable merveilleux heureux heureuse bonheur joie aimer aime adore adorer content contente réussir réussi réussite succès espoir \
        passion passionnant intéressant fier fière incroyable fantastique gagner gagné plaisir confiance rire sourire courage liberté paix gentil sympa utile efficace avantage",
    negative: "mauvais mauvaise mal pire triste tristesse peur crainte problème crise guerre mort mourir haine détester déteste colère erreur faux échec échouer perdre perdu perte danger dangereux douleur malade maladie catastrophe \
        déçu déception souffrir souffrance horrible terrible affreux violent violence victime seul détruit honte stupide ennuyeux difficile compliqué menace accident inquiet inquiétude",
    dangling: "et mais ou donc car ça c'est ce cela il elle ils elles alors puis oui non voilà ben bah enfin parce que qui ceux celui celle ensuite aussi du coup là y en",
    emphatic: "jamais toujours tout rien personne seulement mais pourtant plus meilleur pire premier vérité important essentiel crois aime peur fier impossible avenir rêve appris secret",
    interrogatives: "pourquoi comment quand combien où quel quelle quels quelles qui est-ce qu'est-ce que_pensez avez-vous êtes-vous pouvez-vous peux-tu as-tu es-tu est-il",
    chatter: &[
        "bienvenue",
        "bonjour à tous",
        "bonjour et",
        "merci d'être",
        "merci à tous",
        "merci beaucoup",
        "merci de nous",
        "à la semaine prochaine",
        "à bientôt",
        "au revoir",
        "sponsor",
        "partenaire",
        "code promo",
        "abonnez",
        "cet épisode",
        "notre invité",
        "mon invité",
        "ce podcast",
        "newsletter",
        ".com",
        ".fr",
    ],
    starters: "alors bon donc maintenant ok bien voilà",
    openings: &[
        "parlons de",
        "passons à",
        "autre question",
        "prochaine question",
        "dernière question",
        "venons-en",
        "commençons",
        "pour commencer",
        "en ce qui concerne",
        "chapitre",
    ],
    announcements: &[
        "parlons",
        "parler de",
        "avant de",
        "avant qu",
        "j'aimerais",
        "je voudrais",
        "je veux",
        "on va",
        "prochain",
        "suivant",
        "autre question",
        "une question",
        "question",
    ],
    acknowledgements: &[
        "merci",
        "super",
        "génial",
        "intéressant",
        "parfait",
        "excellent",
        "passionnant",
        "formidable",
        "d'accord",
        "je vois",
    ],
    conjunctions: "et mais ou parce que qui car puis",
    clitics: &["l'", "d'", "j'", "qu'", "c'", "n'", "s'", "m'", "t'", "jusqu'", "lorsqu'", "puisqu'"],
    titles: "m mme mlle monsieur madame docteur professeur président présidente ministre roi reine prince princesse pape saint sainte maître",
    place_cues: "à en au aux chez",
    and: "et",
};
